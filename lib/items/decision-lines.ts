import type { StoryEvent, StoryReview } from "@/lib/items/story-records";

/** Whether an event put a decision in force. */
export const isDecision = ({ type }: Pick<StoryEvent, "type">): boolean =>
  type === "decision.made" || type === "decision.superseded";

/** The reviews that an event's detail names. */
export const reviewsNamed = (named: unknown): string[] => (Array.isArray(named) ? named.map(String) : []);

/** "Ada, Ben and Cleo". */
const listText = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** How several verdicts, or an adjudicator's, became a decision. */
export function decisionLines(
  detail: Record<string, unknown> | undefined,
  nameOf: (review: string) => string,
): string[] {
  if (detail?.by === "adjudication") return ["It is the verdict of an adjudicator."];
  if (detail?.by === "override") return ["It is an override."];
  if (detail?.by === "review") return ["It is the verdict of the new review that was asked for."];
  const agreeing = reviewsNamed(detail?.agreeing);
  const others = reviewsNamed(detail?.reviews).filter((review) => !agreeing.includes(review));
  if (agreeing.length === 0) return ["The time to undo was over."];
  const rule = detail?.rule === "unanimous" ? "All had to agree" : "More than half had to agree";
  const differ = others.length === 0 ? "" : `; ${listText.format(others.map(nameOf))} said otherwise`;
  return [`${rule}: ${listText.format(agreeing.map(nameOf))} did${differ}.`];
}

/** Who decided, as the timeline says it. */
export function decidedTitle(detail: Record<string, unknown> | undefined, review: StoryReview | undefined): string {
  const [agreeing, counted] = [reviewsNamed(detail?.agreeing).length, reviewsNamed(detail?.reviews).length];
  if (counted <= 1) return `Decided by ${review?.reviewer ?? "a person"}`;
  return agreeing === counted ? `Decided by ${counted} people` : `Decided by ${agreeing} of ${counted} people`;
}
