import type { RouteReason } from "@/lib/engine/route-item";

/** Items that were routed alike. */
export interface RoutedGroup {
  decides: "model" | "human" | "fallback";
  /** A model was to decide them and could not. */
  fallback: boolean;
  /** People check the automated answer, blind. */
  sampled: boolean;
  reasons: readonly RouteReason[];
  n: number;
}

export interface Cause {
  reason: RouteReason;
  n: number;
}

/** How items went on arrival: three ways that add up to `items`. */
export interface RoutedFlow {
  items: number;
  /** Decided by the champion. */
  model: number;
  /** Lost coverage: the champion was to decide them and could not. */
  fallback: number;
  /** Of those that fell back, answered by another model version or by a fixed answer; the others went to people. */
  fallbackAnswered: number;
  /** Left to people by the rung, a threshold, a guardrail or a halt. */
  people: number;
  /** Of what was decided without a person, checked by people, blind. */
  sampled: number;
  /** Why items fell back, the most frequent first. */
  fallbackCauses: Cause[];
  /** Why items were left to people, the most frequent first. */
  peopleCauses: Cause[];
}

const lost: readonly RouteReason[] = ["no_prediction", "prediction_failed", "unlisted_category"];

/** What kept an item from the model, the nearest cause first: a guardrail spoke last, the rung first. */
const nearest: readonly RouteReason[] = [
  "guardrail",
  "below_threshold",
  "no_threshold",
  "spread_too_wide",
  "no_spread",
  "halted",
  "outside_ramp",
];

function causeOf(reasons: readonly RouteReason[], among: readonly RouteReason[]): RouteReason | undefined {
  return among.find((reason) => reasons.includes(reason)) ?? reasons[0];
}

function causesOf(groups: readonly RoutedGroup[], among: readonly RouteReason[]): Cause[] {
  const counts = new Map<RouteReason, number>();
  for (const { reasons, n } of groups) {
    const cause = causeOf(reasons, among);
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + n);
  }
  return [...counts]
    .map(([reason, n]) => ({ reason, n }))
    .toSorted((one, other) => other.n - one.n || one.reason.localeCompare(other.reason));
}

/** Groups to one picture. Each item goes one way, and has one cause. */
export function routedFlow(groups: readonly RoutedGroup[]): RoutedFlow {
  const sum = (some: readonly RoutedGroup[]) => some.reduce((total, { n }) => total + n, 0);
  const fellBack = groups.filter(({ fallback }) => fallback);
  const people = groups.filter(({ fallback, decides }) => !fallback && decides === "human");
  const model = groups.filter(({ fallback, decides }) => !fallback && decides !== "human");
  return {
    items: sum(groups),
    model: sum(model),
    fallback: sum(fellBack),
    fallbackAnswered: sum(fellBack.filter(({ decides }) => decides !== "human")),
    people: sum(people),
    sampled: sum(groups.filter(({ sampled }) => sampled)),
    fallbackCauses: causesOf(fellBack, lost),
    peopleCauses: causesOf(people, nearest),
  };
}
