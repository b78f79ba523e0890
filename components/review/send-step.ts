import { type Answered, callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import type { Step } from "@/components/review/desk-state";
import type { DeskItem } from "@/lib/review/review-view";

/** Tells the server what was done with an item. Answers with for how long that can be undone, in milliseconds. */
export async function sendStep(step: Step, actions: DeskActions): Promise<Answered<{ undoMs: number }>> {
  const { useCaseId, reviewId, note } = step;
  const one = { useCaseId, reviewId };
  switch (step.kind) {
    case "verdict":
      return callAction(actions.answer, { ...one, answer: step.answer, note, reasonCode: step.reasonCode });
    case "unusable":
      return callAction(actions.flagUnusable, { ...one, note });
    case "skip":
      return untilTaken(callAction(actions.skip, { ...one, reason: step.reason, note }));
    case "defer":
      return untilTaken(callAction(actions.defer, { ...one, until: step.until }));
    case "escalate":
      return untilTaken(callAction(actions.escalate, { ...one, note }));
  }
}

/** What ends only when somebody else takes the item up has no time of its own. */
async function untilTaken(sent: Promise<Answered<null>>): Promise<Answered<{ undoMs: number }>> {
  const answered = await sent;
  return answered.state === "done" ? { state: "done", result: { undoMs: Number.POSITIVE_INFINITY } } : answered;
}

/** Takes a step back. Answers with the item, the reviewer's own again; null: there is nothing to take back. */
export async function undoStep(step: Step, actions: DeskActions): Promise<Answered<DeskItem | null>> {
  const one = { useCaseId: step.useCaseId, reviewId: step.reviewId };
  switch (step.kind) {
    case "verdict":
    case "unusable":
      return callAction(actions.undo, one);
    case "defer":
      return callAction(actions.undefer, one);
    case "escalate":
      return callAction(actions.withdrawEscalation, one);
    case "skip": {
      const answered = await callAction(actions.unskip, one);
      return answered.state === "done" ? { state: "done", result: answered.result.item } : answered;
    }
  }
}
