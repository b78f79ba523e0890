import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import { type DeskAction, type DeskState, type Step, wantsItem } from "@/components/review/desk-state";
import { loadPictures } from "@/components/review/load-pictures";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";

/** One request, and what its answer means to the desk. */
interface Job {
  begins?: DeskAction;
  run: () => Promise<JobAnswer>;
  /** To be undone in the state before the request is sent again. */
  failed?: DeskAction;
}

type JobAnswer =
  | { actions: DeskAction[]; later?: Promise<DeskAction> }
  | { again: Exclude<DeskState["connection"], "fine"> };

/**
 * What to tell the server next; null: nothing. A second opinion is asked for before the verdict on its item is sent; then
 * steps go first, in the order in which they were taken.
 */
export function nextJob(state: DeskState, desk: Desk, actions: DeskActions): Job | null {
  const { useCaseId } = desk;
  if (state.opinion !== null) return sendOpinion(state.opinion, useCaseId, actions);
  const sending = state.steps.findLast((step) => step.state === "sending");
  if (sending !== undefined) return sendStep(sending, useCaseId, actions);
  const undoing = state.steps.find((step) => step.state === "undoing");
  if (undoing !== undefined) return undoStep(undoing, useCaseId, actions);
  const [current] = state.items;
  if (state.revealing && current !== undefined && state.answer !== null) {
    return reveal(current.reviewId, state.answer, useCaseId, actions);
  }
  if (wantsItem(state)) return claim(state, desk, actions);
  return null;
}

function sendOpinion(
  { reviewId, wants }: NonNullable<DeskState["opinion"]>,
  useCaseId: string,
  actions: DeskActions,
): Job {
  return {
    async run() {
      const act = wants === "ask" ? actions.askOpinion : actions.withdrawOpinion;
      const answered = await callAction(act, { useCaseId, reviewId });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "done")
        return { actions: [{ type: "opinion_arrived", reviewId, asked: wants === "ask" }] };
      return { actions: [{ type: "opinion_refused", reviewId, text: answered.error.message }] };
    },
  };
}

function sendStep(step: Step, useCaseId: string, actions: DeskActions): Job {
  const { reviewId, note } = step;
  return {
    async run() {
      const answered =
        step.kind === "skip"
          ? await callAction(actions.skip, { useCaseId, reviewId })
          : await callAction(actions.answer, { useCaseId, reviewId, answer: step.answer, note });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") {
        const { code, message, problems } = answered.error;
        const text = problems[0]?.message ?? message;
        return { actions: [{ type: "step_refused", reviewId, text, stillHeld: code === "invalid_input" }] };
      }
      const undoUntil = answered.result === null ? Number.POSITIVE_INFINITY : Date.now() + answered.result.undoMs;
      return { actions: [{ type: "step_arrived", reviewId, undoUntil }] };
    },
  };
}

function undoStep(step: Step, useCaseId: string, actions: DeskActions): Job {
  const { reviewId } = step;
  return {
    failed: { type: "undo_failed", reviewId, text: null },
    async run() {
      const answered =
        step.kind === "skip"
          ? await callAction(actions.unskip, { useCaseId, reviewId })
          : await callAction(actions.undo, { useCaseId, reviewId });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") {
        return { actions: [{ type: "undo_failed", reviewId, text: answered.error.message }] };
      }
      const item = "item" in answered.result ? answered.result.item : answered.result;
      return { actions: item === null ? [] : [{ type: "undone", reviewId, item }] };
    },
  };
}

function reveal(reviewId: string, answer: Answer, useCaseId: string, actions: DeskActions): Job {
  return {
    failed: { type: "reveal_failed", text: null },
    async run() {
      const answered = await callAction(actions.answerFirst, { useCaseId, reviewId, answer });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "done") return { actions: [{ type: "revealed", item: answered.result }] };
      const { code, message, problems } = answered.error;
      const lost: DeskAction[] =
        code === "invalid_input" ? [] : [{ type: "claims_lost", reviewIds: [reviewId], decided: [] }];
      return { actions: [...lost, { type: "reveal_failed", text: problems[0]?.message ?? message }] };
    },
  };
}

function claim(state: DeskState, desk: Desk, actions: DeskActions): Job {
  const loaded = state.items.map((item) => item.reviewId);
  return {
    begins: { type: "asked" },
    failed: { type: "ask_failed", text: null },
    async run() {
      const answered = await callAction(actions.claimNext, { useCaseId: desk.useCaseId, loaded });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") return { actions: [{ type: "ask_failed", text: answered.error.message }] };
      const item = answered.result;
      if (item === null) return { actions: [{ type: "found_nothing" }] };
      // Verdicts are sent while the next item's pictures are on their way.
      const shown = loadPictures(desk.fields, item.input).then((): DeskAction => ({ type: "loaded", item }));
      return { actions: [], later: shown };
    },
  };
}
