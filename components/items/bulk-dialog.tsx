"use client";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { answerWords } from "@/components/items/answer-words";
import { BulkPreviewView } from "@/components/items/bulk-preview";
import type { BulkTools } from "@/components/items/bulk-tools";
import { LeftOutList } from "@/components/items/left-out-list";
import { emptyDecision, NewDecisionFields } from "@/components/items/new-decision-fields";
import { countText } from "@/components/ui/figure-text";
import { FormProblem } from "@/components/ui/form-problem";
import { useAction } from "@/components/ui/use-action";
import type { Selection } from "@/lib/items/bulk-schema";
import type { BulkPreview, BulkResult } from "@/lib/items/bulk-view";

interface BulkDialogProps {
  /** What is to be decided; null: closed. */
  selection: Selection | null;
  close: () => void;
  /** Called when it has been decided. */
  done: () => void;
  tools: BulkTools;
}

const itemsText = (count: number): string => (count === 1 ? "1 item" : `${countText(count)} items`);

/** Deciding many items in one go: what and why, then exactly which, then what became of it. */
export function BulkDialog({ selection, close, done, tools }: BulkDialogProps) {
  return (
    <Modal
      opened={selection !== null}
      onClose={close}
      size="xl"
      title="Decide in one go"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {selection !== null && <BulkSteps {...{ selection, close, done, tools }} />}
    </Modal>
  );
}

function BulkSteps({ selection, close, done, tools }: BulkDialogProps & { selection: Selection }) {
  const router = useRouter();
  const { useCaseId, names, target, reasonCodes, reasonRequired, actions } = tools;
  const [draft, setDraft] = useState(emptyDecision);
  const [preview, setPreview] = useState<BulkPreview | null>(null);
  const [result, setResult] = useState<BulkResult | null>(null);
  const asking = useAction(actions.preview);
  const deciding = useAction(actions.decide);
  const { answer, reason, reasonCode } = draft;

  async function look(event: FormEvent) {
    event.preventDefault();
    if (answer === null) return;
    const given = await asking.run({ useCaseId, selection, answer });
    if (given.ok) setPreview(given.result);
  }

  async function decide() {
    if (answer === null || preview === null) return;
    const { ids, seqs } = preview;
    const filter = "filter" in selection ? selection.filter : null;
    const given = await deciding.run({ useCaseId, ids, seqs, filter, answer, reason, reasonCode });
    if (!given.ok) return;
    setResult(given.result);
    done();
    router.refresh();
  }

  if (result !== null && answer !== null) {
    return (
      <Stack gap="md">
        <Text role="status">
          {itemsText(result.decided)} {result.decided === 1 ? "is" : "are"} decided as {answerWords(answer, names)}. You
          can take it back for {Math.round(result.undoMs / 1000)} seconds, above the list; then it takes force and
          callers are told.
        </Text>
        <LeftOutList leftOut={result.leftOut} />
        <Group justify="flex-end">
          <Button onClick={close} data-autofocus autoFocus>
            Close
          </Button>
        </Group>
      </Stack>
    );
  }
  if (preview !== null && answer !== null) {
    return (
      <Stack gap="md">
        <BulkPreviewView preview={preview} answer={answer} tools={tools} />
        <FormProblem error={deciding.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setPreview(null)} disabled={deciding.busy}>
            Back
          </Button>
          <Button onClick={decide} loading={deciding.busy} disabled={preview.ids.length === 0}>
            Decide {itemsText(preview.ids.length)}
          </Button>
        </Group>
        {deciding.busy && (
          <Text size="sm" c="dimmed" role="status">
            Deciding {itemsText(preview.ids.length)}. All of them, or none.
          </Text>
        )}
      </Stack>
    );
  }
  return (
    <form onSubmit={look}>
      <Stack gap="md">
        <Text size="sm">
          {"ids" in selection
            ? `${itemsText(selection.ids.length)} that you chose.`
            : "All items that match the list's filters."}{" "}
          Nothing is decided yet: next comes the list of exactly which.
        </Text>
        <NewDecisionFields
          draft={draft}
          change={setDraft}
          problemAt={(path) => deciding.problemAt(path) ?? asking.problemAt(path)}
          {...{ names, target, reasonCodes, reasonRequired }}
        />
        <FormProblem error={asking.error} shown={["answer", "answer.outcome", "answer.value"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={asking.busy}
            disabled={answer === null || reason.trim() === "" || (reasonRequired && reasonCode === null)}
          >
            Show which
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
