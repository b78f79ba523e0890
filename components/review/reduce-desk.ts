import {
  leaveItem,
  loadItem,
  loseClaims,
  putInFront,
  recallVerdict,
  replaceFirst,
} from "@/components/review/desk-items";
import {
  countOf,
  type DeskAction,
  type DeskState,
  opening,
  opinionOf,
  type Step,
  takesInput,
} from "@/components/review/desk-state";
import { noteLimit } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/** The desk after something happened. Pure. */
export function reduceDesk(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case "recalled":
      return { ...state, steps: [...state.steps, ...action.recent.map((one) => recallVerdict(one, action.now))] };
    case "restored": {
      const known = new Set(state.steps.map((step) => step.reviewId));
      const fresh = action.steps.filter((step) => !known.has(step.reviewId));
      return { ...state, steps: [...fresh, ...state.steps] };
    }
    case "asked":
      return { ...state, claim: "asking" };
    case "loaded":
      return loadItem(state, action.item);
    case "found_nothing":
      return { ...state, claim: "nothing" };
    case "ask_failed":
      return { ...state, claim: action.text === null ? "wanted" : "nothing", message: messageOf(state, action.text) };
    case "ask_again":
      return state.claim === "nothing" ? { ...state, claim: "wanted" } : state;
    case "chose":
      return takesAnswer(state) ? { ...state, answer: action.answer } : state;
    case "wrote":
      return { ...state, note: action.note };
    case "confirmed":
      return confirm(state, action);
    case "explained":
      return explain(state, action);
    case "moved_on":
      return { ...state, resting: null };
    case "prompted":
      return { ...state, prompt: takesInput(state) ? action.prompt : null };
    case "left":
      return canLeave(state) ? leaveItem(state, { ...action.how, answer: state.answer }) : state;
    case "revealed":
      return { ...state, revealing: false, items: replaceFirst(state.items, action.item) };
    case "reveal_failed":
      return { ...state, revealing: false, message: messageOf(state, action.text) };
    case "step_arrived":
      return changeStep(state, action.reviewId, (step) => ({
        ...step,
        state: step.undoWanted ? "undoing" : "sent",
        undoWanted: false,
        undoUntil: action.undoUntil,
      }));
    case "step_refused":
      return refuseStep(state, action);
    case "undo_wanted":
      return changeStep(state, action.reviewId, (step) =>
        step.state === "sending" ? { ...step, undoWanted: true } : { ...step, state: "undoing" },
      );
    case "undone":
      return takeBack(state, action.reviewId, action.item);
    case "unskipped_all":
      return { ...state, claim: "wanted", steps: state.steps.filter((step) => step.kind !== "skip") };
    case "undo_failed": {
      const closed = action.text !== null;
      const changed = changeStep(state, action.reviewId, (step) => ({
        ...step,
        state: "sent",
        undoUntil: closed ? 0 : step.undoUntil,
      }));
      return { ...changed, message: messageOf(changed, action.text) };
    }
    case "claims_lost":
      return loseClaims(state, action.claims);
    case "opinion_wanted":
      return opinionOf(state) === "none" ? wantOpinion(state, "ask") : state;
    case "opinion_unwanted":
      return opinionOf(state) === "asked" ? wantOpinion(state, "withdraw") : state;
    case "opinion_arrived":
      return markOpinion(state, action.reviewId, action.asked);
    case "opinion_refused": {
      const kept = state.opinion?.wants === "withdraw" ? [...state.opinionsKept, action.reviewId] : state.opinionsKept;
      return { ...state, opinion: null, opinionsKept: kept, message: messageOf(state, action.text) };
    }
    case "connection":
      return { ...state, connection: action.connection };
    case "look_again":
      return { ...state };
    case "message_read":
      return { ...state, message: null };
  }
}

/** The outcomes are on the screen: no question stands in their place. */
const takesAnswer = (state: DeskState): boolean => takesInput(state) && state.prompt === null;

/** A note that is too long is refused before anything is sent: it would be refused there. */
const canLeave = (state: DeskState): boolean => takesInput(state) && state.note.length <= noteLimit;

const messageOf = (state: DeskState, text: string | null): DeskState["message"] =>
  text === null ? state.message : { text, note: "" };

function confirm(state: DeskState, { asksWhy, rests }: { asksWhy: boolean; rests: boolean }): DeskState {
  const { answer } = state;
  if (!takesAnswer(state) || !canLeave(state) || answer === null) return state;
  if (state.items[0]?.answerFirst === true) return { ...state, revealing: true };
  if (asksWhy) return { ...state, prompt: "reason" };
  return leaveItem(state, { kind: "verdict", answer, reasonCode: null }, rests);
}

function explain(state: DeskState, { reasonCode, rests }: { reasonCode: string | null; rests: boolean }): DeskState {
  const { answer } = state;
  if (state.prompt !== "reason" || !canLeave(state) || answer === null) return state;
  return leaveItem(state, { kind: "verdict", answer, reasonCode }, rests);
}

function changeStep(state: DeskState, reviewId: string, change: (step: Step) => Step): DeskState {
  return { ...state, steps: state.steps.map((step) => (step.reviewId === reviewId ? change(step) : step)) };
}

function takeBack(state: DeskState, reviewId: string, item: DeskItem): DeskState {
  const step = state.steps.find((other) => other.reviewId === reviewId);
  const kept = step?.item == null ? opening(item) : { answer: step.answer, note: step.note };
  const steps = state.steps.filter((other) => other.reviewId !== reviewId);
  return { ...putInFront(state, item, kept), steps, decided: state.decided - countOf(step), message: null };
}

function refuseStep(state: DeskState, refused: { reviewId: string; text: string; stillHeld: boolean }): DeskState {
  const step = state.steps.find((other) => other.reviewId === refused.reviewId);
  if (step === undefined) return state;
  const decided = state.decided - countOf(step);
  const text = `${step.externalId}: ${refused.text}`;
  if (refused.stillHeld && step.item !== null) {
    const steps = state.steps.filter((other) => other.reviewId !== refused.reviewId);
    const back = putInFront({ ...state, steps }, step.item, { answer: null, note: step.note });
    const swapped = state.items.length > 0 ? { swapped: true as const } : {};
    return { ...back, decided, message: { text, note: "", ...swapped } };
  }
  const changed = changeStep(state, refused.reviewId, (other) => ({ ...other, state: "refused", undoWanted: false }));
  return { ...changed, decided, message: { text, note: step.note } };
}

function wantOpinion(state: DeskState, wants: "ask" | "withdraw"): DeskState {
  const [item] = state.items;
  const free = item !== undefined && takesInput(state) && state.opinion === null;
  return free ? { ...state, opinion: { reviewId: item.reviewId, wants }, message: null } : state;
}

/** The item may have left the screen by now: what comes back from there knows it too. */
function markOpinion(state: DeskState, reviewId: string, asked: boolean): DeskState {
  const mark = (item: DeskItem): DeskItem => {
    if (item.reviewId !== reviewId) return item;
    const { secondOpinion: _, ...rest } = item;
    return asked ? { ...rest, secondOpinion: "asked" } : rest;
  };
  const steps = state.steps.map((step) => ({ ...step, item: step.item && mark(step.item) }));
  return { ...state, opinion: null, items: state.items.map(mark), steps };
}
