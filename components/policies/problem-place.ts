import type { Problem } from "@/lib/platform/errors";

const places: readonly (readonly [RegExp, string])[] = [
  [/^mode$/, "Mode"],
  [/^champion/, "Champion"],
  [/^(baseMode|rampShare)/, "Ramp"],
  [/^thresholds/, "Thresholds"],
  [/^maxSpread/, "Largest spread"],
  [/^\w+Share$|^reveal/, "Checks"],
  [/^(reviewsPerItem|consensus|slaMinutes)/, "Reviews and waiting time"],
  [/^fallback/, "When the model cannot answer"],
  [/^challengers/, "Challengers"],
  [/^approvals/, "Who approves a raise"],
];

/** A problem with the words of the form for where it is: `Guardrail 3: Write a condition.` */
export function problemPlace({ path, message }: Problem): string {
  const [, list, index] = /^(guardrails|priority)\.(\d+)/.exec(path) ?? [];
  if (list !== undefined) {
    return `${list === "guardrails" ? "Guardrail" : "Priority rule"} ${Number(index) + 1}: ${message}`;
  }
  const place = places.find(([pattern]) => pattern.test(path))?.[1];
  return place === undefined ? message : `${place}: ${message}`;
}
