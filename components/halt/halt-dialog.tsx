"use client";
import { Button, Group, Modal, Radio, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { usePathname, useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { type HaltChoice, slugOfPath, useHaltChoices } from "@/components/halt/halt-choices";
import classes from "@/components/halt/halt-dialog.module.css";
import { sendHalt } from "@/components/halt/send-halt";
import { FormProblem } from "@/components/ui/form-problem";
import { ProblemNote } from "@/components/ui/problem-note";
import { useAction } from "@/components/ui/use-action";

/** Stands for every use case, where no slug can. */
export const everything = "*";

interface HaltDialogProps {
  opened: boolean;
  close: () => void;
  /** The slug of what is to be halted, or `everything`; null: what the page is about, else the only one, else everything. */
  preselected: string | null;
}

/** Halting from anywhere: what, why, and one button. Afterwards it says what the halt means for people. */
export function HaltDialog({ opened, close, preselected }: HaltDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title="Halt automation" closeButtonProps={{ "aria-label": "Close" }}>
      <HaltForm close={close} preselected={preselected} />
    </Modal>
  );
}

function HaltForm({ close, preselected }: Omit<HaltDialogProps, "opened">) {
  const router = useRouter();
  const here = slugOfPath(usePathname());
  const { choices, failed } = useHaltChoices(true);
  const [chosen, setChosen] = useState(preselected);
  const [reason, setReason] = useState("");
  const { run, busy, error, problemAt } = useAction(sendHalt);
  const [done, setDone] = useState<{ name: string; outlook: string[] }[] | null>(null);

  if (done !== null) return <Acknowledged halted={done} close={close} />;
  if (failed) {
    return (
      <ProblemNote>
        The use cases could not be read. Close this and try again; on the server, npm run cli -- halt --all --reason
        TEXT halts them without this page.
      </ProblemNote>
    );
  }
  if (choices === null) return <Skeleton height={180} role="status" aria-label="Loading" />;

  const mine = choices.filter(({ mayHalt }) => mayHalt);
  const fallback = mine.some(({ slug }) => slug === here) ? here : mine.length === 1 ? mine[0]?.slug : everything;
  const what = chosen ?? fallback ?? everything;
  const one = mine.find(({ slug }) => slug === what);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const answer = await run({ useCaseId: one?.id ?? null, reason });
    // Others may be halted where one is not.
    router.refresh();
    if (answer.ok) setDone(answer.result);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">
          From the moment this is acknowledged, no model decides an item any more: all of them go to people. Models go
          on suggesting where the mode says so.
        </Text>
        <Radio.Group label="What" value={what} onChange={setChosen}>
          <div className={classes.choices}>
            {mine.length > 1 && <Radio value={everything} label={`All ${mine.length} use cases`} />}
            {mine.map((choice) => (
              <Choice key={choice.id} choice={choice} />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label="Why"
          description="Everybody sees it while it is halted. It can stay empty."
          data-autofocus
          value={reason}
          error={problemAt("reason")}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormProblem error={error} shown={["reason"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={busy}>
            {one === undefined ? `Halt all ${mine.length} use cases` : `Halt ${one.name}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Choice({ choice }: { choice: HaltChoice }) {
  return (
    <Radio value={choice.slug} label={choice.name} {...(choice.halted && { description: "Is halted already." })} />
  );
}

function Acknowledged({ halted, close }: { halted: { name: string; outlook: string[] }[]; close: () => void }) {
  const at = new Date().toLocaleTimeString("en-GB");
  return (
    <Stack gap="md">
      <div role="status" className={classes.done}>
        <Text fw={600}>
          Halted at {at}. {halted.length === 1 ? "Nothing" : `In ${halted.length} use cases nothing`} is automated any
          more.
        </Text>
        {halted.map(({ name, outlook }) => (
          <div key={name}>
            <Text size="sm" fw={550}>
              {name}
            </Text>
            {outlook.map((line) => (
              <Text size="sm" key={line}>
                {line}
              </Text>
            ))}
          </div>
        ))}
      </div>
      <Group justify="flex-end">
        <Button onClick={close} data-autofocus autoFocus>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
