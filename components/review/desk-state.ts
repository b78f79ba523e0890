import type { RecentVerdict } from "@/lib/review/desk-view";
import type { Answer } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/** Items that the desk has loaded at a time: the one on the screen, and the next. */
const loadedAtOnce = 2;
const stepsKept = 10;

/** A verdict or a skip of this session: on its way, done, or being taken back. */
export type Step = StepPlace & Leaving;

/** How an item leaves the screen. */
type Leaving = { kind: "verdict"; answer: Answer } | { kind: "skip"; answer: Answer | null };

interface StepPlace {
  reviewId: string;
  externalId: string;
  note: string;
  /** As it was on the screen; null for verdicts from before the page was loaded. */
  item: DeskItem | null;
  state: "sending" | "sent" | "undoing" | "refused";
  /** The reviewer asked to undo it before it had arrived. */
  undoWanted: boolean;
  /** Milliseconds since 1970 on this device's clock, until which it can be undone. */
  undoUntil: number;
}

/** All that the desk shows. Pure data: `reduceDesk` changes it, `use-desk.ts` talks to the server. */
export interface DeskState {
  /** The first one is on the screen. */
  items: readonly DeskItem[];
  answer: Answer | null;
  note: string;
  /** The first answer is on its way; the model's comes back. */
  revealing: boolean;
  claim: "wanted" | "asking" | "nothing";
  /** A request for a second opinion, or one taken back, that is on its way. */
  opinion: { reviewId: string; wants: "ask" | "withdraw" } | null;
  /** Reviews whose second opinion somebody has taken up, so that it stays. */
  opinionsKept: readonly string[];
  /** The latest first. */
  steps: readonly Step[];
  /** Verdicts of this session that count. */
  decided: number;
  connection: "fine" | "lost" | "signed_out" | "outdated";
  /** What went wrong with an item, with the note that would be lost otherwise. */
  message: { text: string; note: string } | null;
}

export type DeskAction =
  | { type: "recalled"; recent: readonly RecentVerdict[]; now: number }
  | { type: "asked" }
  | { type: "loaded"; item: DeskItem }
  | { type: "found_nothing" }
  /** The request did not get through, or (with a text) was refused. */
  | { type: "ask_failed"; text: string | null }
  | { type: "ask_again" }
  | { type: "chose"; answer: Answer | null }
  | { type: "wrote"; note: string }
  | { type: "confirmed" }
  | { type: "revealed"; item: DeskItem }
  | { type: "reveal_failed"; text: string | null }
  | { type: "skipped" }
  | { type: "step_arrived"; reviewId: string; undoUntil: number }
  | { type: "step_refused"; reviewId: string; text: string; stillHeld: boolean }
  | { type: "undo_wanted"; reviewId: string }
  | { type: "undone"; reviewId: string; item: DeskItem }
  /** All that was skipped may be offered again. */
  | { type: "unskipped_all" }
  | { type: "undo_failed"; reviewId: string; text: string | null }
  /** Those of them that ended because their item was decided are named again. */
  | { type: "claims_lost"; reviewIds: readonly string[]; decided: readonly string[] }
  | { type: "opinion_wanted" | "opinion_unwanted" }
  | { type: "opinion_arrived"; reviewId: string; asked: boolean }
  | { type: "opinion_refused"; reviewId: string; text: string }
  | { type: "connection"; connection: DeskState["connection"] }
  | { type: "message_read" }
  /** Nothing changed but the time: what did not get through may be sent again. */
  | { type: "look_again" };

export const emptyDesk: DeskState = {
  items: [],
  answer: null,
  note: "",
  revealing: false,
  claim: "wanted",
  opinion: null,
  opinionsKept: [],
  steps: [],
  decided: 0,
  connection: "fine",
  message: null,
};

/** Keys and buttons count only while an item is on the screen and nothing about it is under way. */
export function takesInput(state: DeskState): boolean {
  return state.items.length > 0 && !state.revealing && !state.steps.some((step) => step.state === "undoing");
}

/** Whether the next item is to be asked for. Never while a step is on its way: the server would hand its item out again. */
export function wantsItem(state: DeskState): boolean {
  const settled = state.steps.every((step) => step.state === "sent" || step.state === "refused");
  return state.claim === "wanted" && state.items.length < loadedAtOnce && settled && !state.revealing;
}

/** How it stands with a second opinion on the item that is on the screen. */
export function opinionOf({ items, opinion, opinionsKept }: DeskState): "none" | "asking" | "asked" | "kept" {
  const [item] = items;
  if (item === undefined) return "none";
  if (opinion?.reviewId === item.reviewId) return "asking";
  if (item.secondOpinion === undefined) return "none";
  return opinionsKept.includes(item.reviewId) ? "kept" : "asked";
}

/** Whether a step can be taken back now. */
export function isUndoable(step: Step, now: number): boolean {
  if (step.undoWanted) return false;
  return step.state === "sending" || (step.state === "sent" && step.undoUntil > now);
}

/** What `u` takes back: the latest step that still can be. A request on the item on the screen came after all of them. */
export function latestUndoable(state: DeskState, now: number): Step | null {
  if (opinionOf(state) === "asked") return null;
  return state.steps.find((step) => isUndoable(step, now)) ?? null;
}

export function reduceDesk(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case "recalled":
      return { ...state, steps: [...state.steps, ...action.recent.map((verdict) => recall(verdict, action.now))] };
    case "asked":
      return { ...state, claim: "asking" };
    case "loaded":
      return load(state, action.item);
    case "found_nothing":
      return { ...state, claim: "nothing" };
    case "ask_failed":
      return { ...state, claim: action.text === null ? "wanted" : "nothing", message: messageOf(state, action.text) };
    case "ask_again":
      return state.claim === "nothing" ? { ...state, claim: "wanted" } : state;
    case "chose":
      return takesInput(state) ? { ...state, answer: action.answer } : state;
    case "wrote":
      return { ...state, note: action.note };
    case "confirmed":
      return confirm(state);
    case "revealed":
      return { ...state, revealing: false, items: replaceFirst(state.items, action.item) };
    case "reveal_failed":
      return { ...state, revealing: false, message: messageOf(state, action.text) };
    case "skipped":
      return takesInput(state) ? leaveItem(state, { kind: "skip", answer: state.answer }) : state;
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
      return loseClaims(state, action.reviewIds, action.decided);
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

function recall(verdict: RecentVerdict, now: number): Step {
  const { reviewId, externalId, answer, undoMs } = verdict;
  const past = { kind: "verdict", note: "", item: null, state: "sent", undoWanted: false } as const;
  return { ...past, reviewId, externalId, answer, undoUntil: now + undoMs };
}

const messageOf = (state: DeskState, text: string | null): DeskState["message"] =>
  text === null ? state.message : { text, note: "" };

const replaceFirst = (items: readonly DeskItem[], item: DeskItem): DeskItem[] =>
  items.map((held, index) => (index === 0 && held.reviewId === item.reviewId ? item : held));

/** What is chosen and written when an item comes onto the screen. */
function opening(item: DeskItem | undefined): Pick<DeskState, "answer" | "note"> {
  return { answer: item?.draft?.answer ?? item?.firstAnswer ?? null, note: item?.draft?.note ?? "" };
}

function load(state: DeskState, item: DeskItem): DeskState {
  // What is back on the desk is no longer done.
  const steps = state.steps.filter((step) => step.reviewId !== item.reviewId || step.state === "sending");
  const claimed = { ...state, claim: "wanted", steps } as const;
  if (state.items.some((held) => held.reviewId === item.reviewId)) return claimed;
  const items = [...state.items, item];
  return state.items.length > 0 ? { ...claimed, items } : { ...claimed, items, ...opening(item) };
}

function confirm(state: DeskState): DeskState {
  const { answer } = state;
  if (!takesInput(state) || answer === null) return state;
  if (state.items[0]?.answerFirst === true) return { ...state, revealing: true };
  return leaveItem(state, { kind: "verdict", answer });
}

/** The item on the screen becomes a step on its way; the next one is there at once. */
function leaveItem(state: DeskState, how: Leaving): DeskState {
  const [item, ...items] = state.items;
  if (item === undefined) return state;
  const { reviewId, externalId } = item;
  const fresh = { state: "sending", undoWanted: false, undoUntil: Number.POSITIVE_INFINITY } as const;
  const step: Step = { ...how, ...fresh, reviewId, externalId, item, note: state.note };
  const earlier = state.steps.filter((other) => other.reviewId !== item.reviewId);
  const steps = [step, ...earlier].filter((other, index) => index < stepsKept || other.state === "sending");
  return {
    ...state,
    items,
    ...opening(items[0]),
    steps,
    claim: state.claim === "asking" ? "asking" : "wanted",
    decided: state.decided + (how.kind === "verdict" ? 1 : 0),
    message: null,
  };
}

function changeStep(state: DeskState, reviewId: string, change: (step: Step) => Step): DeskState {
  return { ...state, steps: state.steps.map((step) => (step.reviewId === reviewId ? change(step) : step)) };
}

const countOf = (step: Step | undefined): number => (step?.kind === "verdict" && step.item !== null ? 1 : 0);

/** An item comes back in front of the others; what was chosen on the one that it pushes back stays with that one. */
function putInFront(state: DeskState, item: DeskItem, kept: Pick<DeskState, "answer" | "note">): DeskState {
  const [current, ...rest] = state.items.filter((held) => held.reviewId !== item.reviewId);
  const pushed = current === undefined ? [] : [{ ...current, draft: { answer: state.answer, note: state.note } }];
  return { ...state, items: [item, ...pushed, ...rest], ...kept };
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
    return { ...back, decided, message: { text, note: "" } };
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

function loseClaims(state: DeskState, reviewIds: readonly string[], decided: readonly string[]): DeskState {
  const items = state.items.filter((item) => !reviewIds.includes(item.reviewId));
  if (items.length === state.items.length) return state;
  const claim = state.claim === "asking" ? "asking" : "wanted";
  const [current] = state.items;
  if (current === undefined || !reviewIds.includes(current.reviewId)) return { ...state, items, claim };
  const text = decided.includes(current.reviewId)
    ? `${current.externalId} was decided in the meantime, so it needs no answer any more. Go on with the next one.`
    : `Your claim on ${current.externalId} ran out and somebody else took it. Go on with the next one.`;
  return { ...state, items, claim, ...opening(items[0]), revealing: false, message: { text, note: state.note } };
}
