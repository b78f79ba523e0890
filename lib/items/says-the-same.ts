import type { ParsedVerdict } from "@/lib/items/parse-verdict";

type Said = Omit<ParsedVerdict, "externalId" | "reviewer">;

/** Whether a verdict from elsewhere is the one that is on record, sent again. */
export function saysTheSame(one: Said, other: Said): boolean {
  return (
    one.outcome === other.outcome &&
    one.value === other.value &&
    one.at.getTime() === other.at.getTime() &&
    one.suggestionVisible === other.suggestionVisible &&
    one.secondsSpent === other.secondsSpent
  );
}
