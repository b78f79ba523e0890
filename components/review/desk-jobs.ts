import { callAction } from "@/components/review/call-action";
import type { DeskActions } from "@/components/review/desk-actions";
import { type DeskAction, type DeskState, type LostClaim, type Step, wantsItem } from "@/components/review/desk-state";
import { loadPictures } from "@/components/review/load-pictures";
import { withLocalDraft } from "@/components/review/local-copies";
import { sendStep, undoStep } from "@/components/review/send-step";
import type { ActionError } from "@/lib/access/server-action";
import type { Desk } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/** What the desk works on: one use case, or all of the reviewer's. */
export interface DeskPlace {
  /** Null: all of them, in one queue. */
  useCaseId: string | null;
  desks: ReadonlyMap<string, Desk>;
  /** Whose desk it is: what is kept in this browser is kept for them. */
  userId: string;
}

/** One request, and what its answer means to the desk. */
interface Job {
  begins?: DeskAction;
  run: () => Promise<JobAnswer>;
  /** To be undone in the state before the request is sent again. */
  failed?: DeskAction;
}

type JobAnswer =
  | { actions: DeskAction[]; later?: Promise<DeskAction>; outdated?: true }
  | { again: Exclude<DeskState["connection"], "fine"> };

/**
 * What to tell the server next; null: nothing. A second opinion is asked for before the verdict on its item is sent; then
 * steps go first, in the order in which they were taken.
 */
export function nextJob(state: DeskState, place: DeskPlace, actions: DeskActions): Job | null {
  if (state.opinion !== null) return sendOpinion(state.opinion, findUseCase(state, state.opinion.reviewId), actions);
  const sending = state.steps.findLast((step) => step.state === "sending");
  if (sending !== undefined) return send(sending, actions);
  const undoing = state.steps.find((step) => step.state === "undoing");
  if (undoing !== undefined) return takeBack(undoing, actions);
  const [current] = state.items;
  if (state.revealing && current !== undefined && state.answer !== null) return reveal(current, state.answer, actions);
  return wantsItem(state) ? claim(state, place, actions) : null;
}

function findUseCase({ items, steps }: DeskState, reviewId: string): string {
  const found = [...items, ...steps].find((one) => one.reviewId === reviewId);
  return found?.useCaseId ?? "";
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

function send(step: Step, actions: DeskActions): Job {
  const { reviewId } = step;
  return {
    async run() {
      const answered = await sendStep(step, actions);
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "done") {
        return { actions: [{ type: "step_arrived", reviewId, undoUntil: Date.now() + answered.result.undoMs }] };
      }
      const { code, message, problems } = answered.error;
      const wrong = code === "invalid_input";
      const text = problems[0]?.message ?? message;
      const refused: DeskAction = { type: "step_refused", reviewId, text, stillHeld: wrong || code === "conflict" };
      // What was right when the page was made may not exist any more.
      return { actions: [refused], ...(wrong && { outdated: true }) };
    },
  };
}

function takeBack(step: Step, actions: DeskActions): Job {
  const { reviewId } = step;
  return {
    failed: { type: "undo_failed", reviewId, text: null },
    async run() {
      const answered = await undoStep(step, actions);
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") {
        return { actions: [{ type: "undo_failed", reviewId, text: answered.error.message }] };
      }
      const item = answered.result;
      return { actions: item === null ? [] : [{ type: "undone", reviewId, item }] };
    },
  };
}

function reveal({ useCaseId, reviewId }: DeskItem, answer: Answer, actions: DeskActions): Job {
  return {
    failed: { type: "reveal_failed", text: null },
    async run() {
      const answered = await callAction(actions.answerFirst, { useCaseId, reviewId, answer });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "done") return { actions: [{ type: "revealed", item: answered.result }] };
      const { code, message, problems } = answered.error;
      const failed: DeskAction = { type: "reveal_failed", text: problems[0]?.message ?? message };
      if (code === "invalid_input") return { actions: [failed], outdated: true };
      const lost: LostClaim = { reviewId, because: lostBecause(code) };
      return { actions: [{ type: "claims_lost", claims: [lost] }, failed] };
    },
  };
}

function lostBecause(code: ActionError["code"]): LostClaim["because"] {
  if (code === "gone") return "erased";
  return code === "already_decided" ? "decided" : "taken";
}

function claim(state: DeskState, { useCaseId, desks, userId }: DeskPlace, actions: DeskActions): Job {
  const loaded = state.items.map((item) => item.reviewId);
  return {
    begins: { type: "asked" },
    failed: { type: "ask_failed", text: null },
    async run() {
      const answered = await callAction(actions.claimNext, { useCaseId, loaded });
      if (answered.state === "again") return { again: answered.connection };
      if (answered.state === "refused") return { actions: [{ type: "ask_failed", text: answered.error.message }] };
      if (answered.result === null) return { actions: [{ type: "found_nothing" }] };
      const item = withLocalDraft(userId, answered.result);
      const fields = desks.get(item.useCaseId)?.fields ?? [];
      // Verdicts are sent while the next item's pictures are on their way.
      return {
        actions: [],
        later: loadPictures(fields, item.input).then((): DeskAction => ({ type: "loaded", item })),
      };
    },
  };
}
