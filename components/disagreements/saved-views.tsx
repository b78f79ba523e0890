"use client";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import classes from "@/components/disagreements/saved-views.module.css";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import { filterNames } from "@/lib/disagreements/disagreement-filter-schema";
import type { SavedView } from "@/lib/disagreements/saved-view-schema";

export interface ViewActions {
  save: (input: { name: string; query: string }) => Promise<ActionResult<{ id: string }>>;
  rename: (input: { id: string; name: string }) => Promise<ActionResult<null>>;
  remove: (input: { id: string }) => Promise<ActionResult<null>>;
}

/** The filters that one has kept, as links, and a way to keep those at hand. */
export function SavedViews({ views, actions }: { views: readonly SavedView[]; actions: ViewActions }) {
  const search = useSearchParams();
  const [dialog, setDialog] = useState<"save" | SavedView | null>(null);
  const query = queryOf(search);
  const current = views.find((view) => queryOf(new URLSearchParams(view.query)) === query);
  return (
    <nav className={classes.views} aria-label="Saved views">
      <Link className={classes.view} href="/disagreements" aria-current={query === "" ? "page" : undefined}>
        All open
      </Link>
      {views.map((view) => (
        <Link
          key={view.id}
          className={classes.view}
          href={`/disagreements?${view.query}`}
          aria-current={view === current ? "page" : undefined}
        >
          {view.name}
        </Link>
      ))}
      {current !== undefined && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setDialog(current)}>
          Change this view
        </Button>
      )}
      {current === undefined && query !== "" && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setDialog("save")}>
          Save this view
        </Button>
      )}
      <Modal
        opened={dialog !== null}
        onClose={() => setDialog(null)}
        title={dialog === "save" ? "Save this view" : "Change this view"}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {dialog === "save" && <SaveForm query={query} save={actions.save} close={() => setDialog(null)} />}
        {dialog !== null && dialog !== "save" && (
          <ChangeForm view={dialog} actions={actions} close={() => setDialog(null)} />
        )}
      </Modal>
    </nav>
  );
}

/** The filters of an address in one order, so that two that mean the same read the same. */
function queryOf(search: URLSearchParams | ReturnType<typeof useSearchParams>): string {
  const kept = [...filterNames, "order"].flatMap((name) => {
    const value = search.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new URLSearchParams(kept).toString();
}

function SaveForm({ query, save, close }: { query: string; save: ViewActions["save"]; close: () => void }) {
  const [name, setName] = useState("");
  const { run, busy, error, problemAt } = useAction(save);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if ((await run({ name, query })).ok) close();
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          error={problemAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FormProblem error={error} shown={["name"]} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ChangeForm({ view, actions, close }: { view: SavedView; actions: ViewActions; close: () => void }) {
  const [name, setName] = useState(view.name);
  const rename = useAction(actions.rename);
  const remove = useAction(actions.remove);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if ((await rename.run({ id: view.id, name })).ok) close();
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          value={name}
          error={rename.problemAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FormProblem error={rename.error ?? remove.error} shown={["name"]} />
        <Group justify="space-between">
          <Button
            variant="default"
            loading={remove.busy}
            onClick={async () => {
              if ((await remove.run({ id: view.id })).ok) close();
            }}
          >
            Remove
          </Button>
          <Button type="submit" loading={rename.busy}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
