import {
  countOf,
  type DeskState,
  type Leaving,
  type LostClaim,
  opening,
  type Step,
} from "@/components/review/desk-state";
import type { RecentVerdict } from "@/lib/review/desk-view";
import type { Draft } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";

const stepsKept = 10;

/** A verdict that was given before the page was loaded, as a step of the list. */
export function recallVerdict(verdict: RecentVerdict, now: number): Step {
  const { useCaseId, reviewId, externalId, answer, undoMs } = verdict;
  const past = { note: "", item: null, state: "sent", undoWanted: false, undoUntil: now + undoMs } as const;
  const place = { ...past, useCaseId, reviewId, externalId };
  return answer === null
    ? { ...place, kind: "unusable", answer }
    : { ...place, kind: "verdict", answer, reasonCode: null };
}

export function replaceFirst(items: readonly DeskItem[], item: DeskItem): DeskItem[] {
  return items.map((held, index) => (index === 0 && held.reviewId === item.reviewId ? item : held));
}

/** A claimed item is laid on the desk, at the end. */
export function loadItem(state: DeskState, item: DeskItem): DeskState {
  // What is back on the desk is no longer done.
  const steps = state.steps.filter((step) => step.reviewId !== item.reviewId || step.state === "sending");
  const claimed = { ...state, claim: "wanted", steps } as const;
  if (state.items.some((held) => held.reviewId === item.reviewId)) return claimed;
  const items = [...state.items, item];
  return state.items.length > 0 ? { ...claimed, items } : { ...claimed, items, ...opening(item) };
}

/** The item on the screen becomes a step on its way; the next one is there at once, unless the desk rests. */
export function leaveItem(state: DeskState, how: Leaving, rests = false): DeskState {
  const [item, ...items] = state.items;
  if (item === undefined) return state;
  const { useCaseId, reviewId, externalId } = item;
  const fresh = { state: "sending", undoWanted: false, undoUntil: Number.POSITIVE_INFINITY } as const;
  const step: Step = { ...how, ...fresh, useCaseId, reviewId, externalId, item, note: state.note };
  const earlier = state.steps.filter((other) => other.reviewId !== reviewId);
  return {
    ...state,
    items,
    ...opening(items[0]),
    prompt: null,
    resting: rests ? reviewId : null,
    steps: [step, ...earlier].filter((other, index) => index < stepsKept || other.state === "sending"),
    claim: state.claim === "asking" ? "asking" : "wanted",
    decided: state.decided + countOf(step),
    message: null,
  };
}

/** An item comes back in front of the others; what was chosen on the one that it pushes back stays with that one. */
export function putInFront(state: DeskState, item: DeskItem, kept: Draft): DeskState {
  const [current, ...rest] = state.items.filter((held) => held.reviewId !== item.reviewId);
  const pushed = current === undefined ? [] : [{ ...current, draft: { answer: state.answer, note: state.note } }];
  return { ...state, items: [item, ...pushed, ...rest], ...kept, prompt: null, resting: null };
}

/** Items whose claim has ended go; whoever looks at one is told why, with the note to copy. */
export function loseClaims(state: DeskState, claims: readonly LostClaim[]): DeskState {
  const lost = (item: DeskItem) => claims.find((claim) => claim.reviewId === item.reviewId);
  const items = state.items.filter((item) => lost(item) === undefined);
  if (items.length === state.items.length) return state;
  const claim = state.claim === "asking" ? "asking" : "wanted";
  const [current] = state.items;
  const because = current && lost(current)?.because;
  if (current === undefined || because === undefined) return { ...state, items, claim };
  const message = { text: lossText(current.externalId, because), note: state.note, swapped: true } as const;
  return { ...state, items, claim, ...opening(items[0]), prompt: null, revealing: false, message };
}

function lossText(externalId: string, because: LostClaim["because"]): string {
  switch (because) {
    case "decided":
      return `${externalId} was decided in the meantime, so it needs no answer any more. Go on with the next one.`;
    case "erased":
      return `What ${externalId} held was erased in the meantime, so nobody can answer it any more. Go on with the next one.`;
    case "answered":
      return `You answered ${externalId} in another window. Go on with the next one here.`;
    case "taken":
      return `Your claim on ${externalId} ran out and somebody else took it. Go on with the next one.`;
  }
}
