"use client";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import { answerWords } from "@/components/items/answer-words";
import { EffectNote } from "@/components/items/effect-note";
import { emptyDecision, NewDecisionFields } from "@/components/items/new-decision-fields";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/access/server-action";
import type { ShownAnswer } from "@/lib/items/item-list-view";
import type { ItemStory } from "@/lib/items/item-story-view";
import { type OverrideChoices, overrideEffect } from "@/lib/items/override-effect-view";

export interface OverrideInput {
  useCaseId: string;
  itemId: string;
  answer: ShownAnswer;
  reason: string;
  reasonCode: string | null;
}

/** An override that has just been made. */
export interface MadeOverride {
  reviewId: string;
  /** Milliseconds in which it can be taken back. */
  undoMs: number;
}

interface OverrideDialogProps {
  opened: boolean;
  close: () => void;
  item: { id: string; useCaseId: string };
  /** The decision in force; null where there is none. */
  inForce: NonNullable<ItemStory["told"]>["decisions"][number] | null;
  waiting: boolean;
  choices: OverrideChoices;
  names: AnswerNames;
  override: (input: OverrideInput) => Promise<ActionResult<MadeOverride>>;
  /** Called when it has been made. */
  made: (override: MadeOverride) => void;
}

/** Another outcome for an item, with what that does, before it is done. */
export function OverrideDialog(props: OverrideDialogProps) {
  const { opened, close, inForce } = props;
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={inForce === null ? "Decide this item now" : "Override the decision"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <OverrideForm {...props} />
    </Modal>
  );
}

function OverrideForm({ close, item, inForce, waiting, choices, names, override, made }: OverrideDialogProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(emptyDecision);
  const { run, busy, error, problemAt } = useAction(override);
  const { answer, reason, reasonCode } = draft;
  const { champion, target } = choices;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (answer === null) return;
    const { id: itemId, useCaseId } = item;
    const done = await run({ useCaseId, itemId, answer, reason, reasonCode });
    if (!done.ok) return;
    made(done.result);
    router.refresh();
    close();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <NewDecisionFields
          draft={draft}
          change={setDraft}
          names={names}
          target={target}
          reasonCodes={choices.reasonCodes}
          reasonRequired={choices.reasonRequired}
          inForce={inForce?.answer ?? null}
          problemAt={problemAt}
        />
        <EffectNote
          lines={
            answer === null
              ? null
              : overrideEffect({
                  before: inForce && {
                    text: answerWords(inForce.answer, names),
                    by: inForce.by,
                    who: inForce.reviewer,
                  },
                  after: { text: answerWords(answer, names), answer },
                  championText: champion && answerWords(champion, names),
                  waiting,
                  choices,
                })
          }
        />
        <FormProblem error={error} shown={["answer", "answer.outcome", "answer.value", "reason", "reasonCode"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={answer === null || reason.trim() === ""}>
            {answer === null ? "Override" : `Make it ${answerWords(answer, names)}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
