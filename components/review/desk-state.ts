import type { RecentVerdict } from "@/lib/review/desk-view";
import type { Answer, Draft, SkipReason } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

/** Items that the desk has loaded at a time: the one on the screen, and the next. */
const loadedAtOnce = 2;

/** What is to be sent about an item that leaves the screen. */
export type Leaving =
  | { kind: "verdict"; answer: Answer; reasonCode: string | null }
  | { kind: "unusable"; answer: Answer | null }
  | { kind: "skip"; answer: Answer | null; reason: SkipReason | null }
  | { kind: "defer"; answer: Answer | null; until: string }
  | { kind: "escalate"; answer: Answer | null };

/** Something done with an item in this session: on its way, done, or being taken back. */
export type Step = StepPlace & Leaving;

interface StepPlace {
  useCaseId: string;
  reviewId: string;
  externalId: string;
  note: string;
  /** As it was on the screen; null for what was done before the page was loaded. */
  item: DeskItem | null;
  state: "sending" | "sent" | "undoing" | "refused";
  /** The reviewer asked to undo it before it had arrived. */
  undoWanted: boolean;
  /** Milliseconds since 1970 on this device's clock, until which it can be undone. */
  undoUntil: number;
}

/** What the desk asks before an item leaves it in another way than by a plain verdict. */
export type PromptKind = "reason" | "skip" | "defer" | "escalate" | "unusable";

/** All that the desk shows. Pure data: `reduceDesk` changes it, `use-desk.ts` talks to the server. */
export interface DeskState {
  /** The first one is on the screen. */
  items: readonly DeskItem[];
  answer: Answer | null;
  note: string;
  prompt: PromptKind | null;
  /** The review whose verdict was just given, where the reviewer wants to be asked before the next item comes. */
  resting: string | null;
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
  message: DeskMessage | null;
}

/** What a reviewer is told about an item. */
interface DeskMessage {
  text: string;
  /** Their own, to copy, where it would be lost otherwise. */
  note: string;
  /** Another item came onto the screen by itself: keys that were meant for the one before must not decide it. */
  swapped?: true;
}

/** An item's claim that ended: its item was decided or erased, or the reviewer answered it in another window, or it ran out. */
export interface LostClaim {
  reviewId: string;
  because: "decided" | "erased" | "answered" | "taken";
}

export type DeskAction =
  | { type: "recalled"; recent: readonly RecentVerdict[]; now: number }
  /** What an earlier page of this browser could not send. */
  | { type: "restored"; steps: readonly Step[] }
  | { type: "asked" }
  | { type: "loaded"; item: DeskItem }
  | { type: "found_nothing" }
  /** The request did not get through, or (with a text) was refused. */
  | { type: "ask_failed"; text: string | null }
  | { type: "ask_again" }
  | { type: "chose"; answer: Answer | null }
  | { type: "wrote"; note: string }
  /** `asksWhy`: this answer needs, or may have, a reason. `rests`: the next item waits for another key. */
  | { type: "confirmed"; asksWhy: boolean; rests: boolean }
  | { type: "explained"; reasonCode: string | null; rests: boolean }
  | { type: "moved_on" }
  | { type: "prompted"; prompt: PromptKind | null }
  | { type: "left"; how: WithoutAnswer<Exclude<Leaving, { kind: "verdict" }>> }
  | { type: "revealed"; item: DeskItem }
  | { type: "reveal_failed"; text: string | null }
  | { type: "step_arrived"; reviewId: string; undoUntil: number }
  | { type: "step_refused"; reviewId: string; text: string; stillHeld: boolean }
  | { type: "undo_wanted"; reviewId: string }
  | { type: "undone"; reviewId: string; item: DeskItem }
  /** All that was skipped may be offered again. */
  | { type: "unskipped_all" }
  | { type: "undo_failed"; reviewId: string; text: string | null }
  | { type: "claims_lost"; claims: readonly LostClaim[] }
  | { type: "opinion_wanted" | "opinion_unwanted" }
  | { type: "opinion_arrived"; reviewId: string; asked: boolean }
  | { type: "opinion_refused"; reviewId: string; text: string }
  | { type: "connection"; connection: DeskState["connection"] }
  | { type: "message_read" }
  /** Nothing changed but the time: what did not get through may be sent again. */
  | { type: "look_again" };

/** Keeps the kinds apart, which `Omit` would blend. */
type WithoutAnswer<How> = How extends unknown ? Omit<How, "answer"> : never;

export const emptyDesk: DeskState = {
  items: [],
  answer: null,
  note: "",
  prompt: null,
  resting: null,
  revealing: false,
  claim: "wanted",
  opinion: null,
  opinionsKept: [],
  steps: [],
  decided: 0,
  connection: "fine",
  message: null,
};

/** What is chosen and written when an item comes onto the screen. */
export function opening(item: DeskItem | undefined): Draft {
  return { answer: item?.draft?.answer ?? item?.firstAnswer ?? null, note: item?.draft?.note ?? "" };
}

/**
 * Keys and buttons count only while an item is on the screen, nothing about it is under way, and the reviewer knows that it
 * is there.
 */
export function takesInput(state: DeskState): boolean {
  if (state.message?.swapped === true) return false;
  const undoing = state.steps.some((step) => step.state === "undoing");
  return state.items.length > 0 && restingStep(state) === null && !state.revealing && !undoing;
}

/** Whether the next item is to be asked for. Never while a step is on its way: the server would hand its item out again. */
export function wantsItem(state: DeskState): boolean {
  const settled = state.steps.every((step) => step.state === "sent" || step.state === "refused");
  return state.claim === "wanted" && state.items.length < loadedAtOnce && settled && !state.revealing;
}

/** The verdict that stays on the screen until the reviewer goes on; null: the next item is there. */
export function restingStep({ resting, steps }: DeskState): Step | null {
  return resting === null ? null : (steps.find((step) => step.reviewId === resting) ?? null);
}

/** How it stands with a second opinion on the item that is on the screen. */
export function opinionOf({ items, opinion, opinionsKept }: DeskState): "none" | "asking" | "asked" | "kept" {
  const [item] = items;
  if (item === undefined) return "none";
  if (opinion?.reviewId === item.reviewId) return "asking";
  if (item.secondOpinion === undefined) return "none";
  return opinionsKept.includes(item.reviewId) ? "kept" : "asked";
}

/** Whether a step counts as a verdict that this session gave. */
export function countOf(step: Step | undefined): number {
  const verdict = step?.kind === "verdict" || step?.kind === "unusable";
  return verdict && step.item !== null ? 1 : 0;
}

/** Whether a step can be taken back now. */
export function isUndoable(step: Step, now: number): boolean {
  if (step.undoWanted) return false;
  return step.state === "sending" || (step.state === "sent" && step.undoUntil > now);
}

/** What `u` takes back: the latest step that still can be. A request on the item on the screen came after all of them. */
export function latestUndoable(state: DeskState, now: number): Step | null {
  if (restingStep(state) === null && opinionOf(state) === "asked") return null;
  return state.steps.find((step) => isUndoable(step, now)) ?? null;
}
