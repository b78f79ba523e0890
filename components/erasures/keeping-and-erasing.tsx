"use client";
import { Button, Group, NumberInput, Stack, Text, Textarea, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { itemsText } from "@/components/erasures/erasure-words";
import classes from "@/components/erasures/keeping-and-erasing.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import { FormProblem } from "@/components/ui/form-problem";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { Retention } from "@/lib/erasure/retention-query";
import { fewestMonths } from "@/lib/erasure/retention-schema";

interface RetentionActions {
  setRetention: (input: {
    useCaseId: string;
    keepMonths: number;
    eraseMonths: number | null;
  }) => Promise<ActionResult<unknown>>;
  countErasable: (input: { useCaseId: string; eraseMonths: number }) => Promise<ActionResult<number>>;
  setHold: (input: { useCaseId: string; reason: string }) => Promise<ActionResult<unknown>>;
  liftHold: (input: { useCaseId: string }) => Promise<ActionResult<unknown>>;
}

interface KeepingAndErasingProps {
  useCaseId: string;
  retention: Retention;
  /** Items that the longest time in force takes at the next round; null: there is none. */
  erasable: number | null;
  /** May see and ask for erasures. */
  erasures: boolean;
  actions: RetentionActions;
}

/** How long a use case keeps inputs and notes, and what keeps them from being erased. */
export function KeepingAndErasing({ useCaseId, retention, erasable, erasures, actions }: KeepingAndErasingProps) {
  return (
    <Section
      title="Keeping and erasing"
      note="Of inputs and notes. Decisions and the audit log stay for good."
      actions={
        erasures && (
          <TextLink href="/audit/erasures" size="sm">
            Erasures
          </TextLink>
        )
      }
    >
      <Stack gap="lg">
        {retention.mayChange ? (
          <Times
            // What somebody else saved meanwhile is what one goes on from.
            key={`${retention.keepMonths} ${retention.eraseMonths}`}
            useCaseId={useCaseId}
            retention={retention}
            erasable={erasable}
            actions={actions}
          />
        ) : (
          <div>
            <Text>{keepText(retention.keepMonths)}</Text>
            <Text>{eraseText(retention.eraseMonths)}</Text>
            <Text size="sm" c="dimmed">
              An admin can change it.
            </Text>
          </div>
        )}
        <Hold useCaseId={useCaseId} retention={retention} actions={actions} />
      </Stack>
    </Section>
  );
}

const monthsText = (months: number): string => (months === 1 ? "1 month" : `${months} months`);

const keepText = (months: number): string =>
  `Everything is kept for at least ${monthsText(months)}. Within that time, it is erased only where the law demands it, or where it should never have been here.`;

const eraseText = (months: number | null): string =>
  months === null ? "Nothing is erased by itself." : `After ${monthsText(months)}, it is erased by itself.`;

function Times(props: Pick<KeepingAndErasingProps, "useCaseId" | "retention" | "erasable" | "actions">) {
  const { useCaseId, retention, actions } = props;
  const [keep, setKeep] = useState<number | string>(retention.keepMonths);
  const [erase, setErase] = useState<number | string>(retention.eraseMonths ?? "");
  const [erasable, setErasable] = useState(props.erasable);
  const { run, busy, error, problemAt, clear } = useAction(actions.setRetention);
  const counting = useAction(actions.countErasable);
  const changed = keep !== retention.keepMonths || erase !== (retention.eraseMonths ?? "");

  const count = useDebouncedCallback(async (months: number) => {
    const answer = await counting.run({ useCaseId, eraseMonths: months });
    if (answer.ok) setErasable(answer.result);
  }, 300);

  function changeErase(months: number | string) {
    clear();
    setErase(months);
    setErasable(null);
    counting.clear();
    if (typeof months === "number" && months >= fewestMonths) count(months);
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    const eraseMonths = erase === "" ? null : Number(erase);
    const answer = await run({ useCaseId, keepMonths: keep === "" ? Number.NaN : Number(keep), eraseMonths });
    if (answer.ok) notifications.show({ message: "Saved. It counts from now on." });
  }

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <FormProblem error={error} shown={["keepMonths", "eraseMonths"]} />
        <div className={classes.times}>
          <NumberInput
            label="Shortest time"
            description={`Months that everything is kept, ${fewestMonths} at least. Only a legal obligation, or that it should never have been here, comes before.`}
            allowDecimal={false}
            allowNegative={false}
            suffix=" months"
            value={keep}
            error={problemAt("keepMonths")}
            onChange={(months) => {
              clear();
              setKeep(months);
            }}
          />
          <NumberInput
            label="Longest time"
            description="Months after which inputs and notes are erased by themselves. Empty: never."
            placeholder="Never"
            allowDecimal={false}
            allowNegative={false}
            suffix=" months"
            value={erase}
            error={problemAt("eraseMonths")}
            onChange={changeErase}
          />
        </div>
        <Group gap="md">
          <Button type="submit" variant="default" loading={busy} disabled={!changed}>
            Save the times
          </Button>
          <Text size="sm" c="dimmed" className="numbers" aria-live="polite">
            {erase !== "" && <Tonight erasable={erasable} held={retention.hold !== null} saved={!changed} />}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

/** What a longest time takes at once. */
function Tonight({ erasable, held, saved }: { erasable: number | null; held: boolean; saved: boolean }) {
  if (erasable === null) return null;
  if (erasable === 0) return <>No item is that old yet.</>;
  if (held) return <>{itemsText(erasable)} would be erased; the hold keeps them.</>;
  return (
    <>
      {itemsText(erasable)} {saved ? "will be" : "would be"} erased tonight, and cannot be brought back.
    </>
  );
}

function Hold({ useCaseId, retention, actions }: Pick<KeepingAndErasingProps, "useCaseId" | "retention" | "actions">) {
  const { hold, mayHold, mayLift } = retention;
  const lifting = useAction(actions.liftHold);

  async function lift() {
    if ((await lifting.run({ useCaseId })).ok) notifications.show({ message: "Lifted. Erasing goes on." });
  }

  if (hold === null) {
    return (
      <div className={classes.hold}>
        <Title order={3}>Hold</Title>
        {mayHold ? (
          <SetHold useCaseId={useCaseId} setHold={actions.setHold} />
        ) : (
          <Text size="sm" c="dimmed">
            None. Managers can keep everything here from being erased, for a court case for example.
          </Text>
        )}
      </div>
    );
  }
  return (
    <div className={classes.hold}>
      <Title order={3}>Hold</Title>
      <Stack gap="xs">
        <Text>Nothing in this use case is erased until the hold is lifted: not on request, and not by age.</Text>
        <Text className={classes.reason ?? ""}>{hold.reason}</Text>
        <Text size="sm" c="dimmed">
          Set by {hold.by}, <ExactTime at={hold.at} />
        </Text>
        <FormProblem error={lifting.error} />
        {mayLift ? (
          <Group>
            <Button variant="default" loading={lifting.busy} onClick={lift}>
              Lift the hold
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            An admin can lift it.
          </Text>
        )}
      </Stack>
    </div>
  );
}

function SetHold({ useCaseId, setHold }: { useCaseId: string } & Pick<RetentionActions, "setHold">) {
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt } = useAction(setHold);

  async function hold(event: FormEvent) {
    event.preventDefault();
    if ((await run({ useCaseId, reason })).ok) notifications.show({ message: "On hold. Nothing here is erased." });
  }

  return (
    <form onSubmit={hold} noValidate>
      <Stack gap="sm" align="flex-start">
        <Text size="sm" c="dimmed">
          Keeps everything here from being erased, on request or by age, until an admin lifts it.
        </Text>
        <FormProblem error={error} shown={["reason"]} />
        <Textarea
          label="Reason"
          description="Such as the number of a court case. No names: it stays on record."
          autosize
          minRows={1}
          maxRows={5}
          w="100%"
          maw={560}
          value={reason}
          error={problemAt("reason")}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={busy}>
          Put on hold
        </Button>
      </Stack>
    </form>
  );
}
