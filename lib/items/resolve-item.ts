import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import { consensusOf } from "@/lib/engine/consensus-of";
import type { ReviewedItem } from "@/lib/items/reviewed-item-query";

/** What an item's final verdicts come to. */
export type Resolution =
  /** Verdicts are missing, or they change nothing. */
  | { kind: "none" }
  | {
      kind: "decide";
      answer: Answer;
      /** An agreeing verdict, for the decision to name. */
      reviewId: string;
      /** All verdicts that were counted, and those that agree with the decision. */
      counted: string[];
      agreeing: string[];
      /** `review`: by the one for which a decided item was opened again. */
      by: "consensus" | "adjudication" | "override" | "review";
    }
  /** No consensus: between these two verdicts, the earlier one first. */
  | { kind: "dispute"; between: [string, string] };

type Review = ReviewedItem["reviews"][number];

/** Answers that count by the item's consensus rule. */
export const isOpinion = ({ purpose }: Pick<Review, "purpose">): boolean =>
  purpose === "decide" || purpose === "second_opinion" || purpose === "external";

/**
 * What follows from the verdicts on an item, `settledNow` being those that have just become final. An override that has
 * just come decides, whatever else was said. Undecided: the adjudicator's verdict where one was asked for, else the
 * consensus of all, once all are final. Decided: an adjudicator's verdict that has just come and differs from the
 * decision in force takes its place, and so does that of the reviewer for whom the item was opened again.
 */
export function resolveItem(item: ReviewedItem, settledNow: ReadonlySet<string>): Resolution {
  const justCame = item.reviews.filter(({ id, status }) => status === "settled" && settledNow.has(id));
  const override = justCame.findLast(({ purpose }) => purpose === "override");
  if (override !== undefined) {
    // Exactly: who overrides a number by another one within the tolerance wants that number.
    const changes = item.decision === null || !answersAgree(override, item.decision, 0);
    return changes ? byOne(override, "override") : { kind: "none" };
  }
  const adjudications = item.reviews.filter(({ purpose }) => purpose === "adjudicate");
  const adjudicated = adjudications.findLast(({ status }) => status === "settled");
  if (item.status === "decided") {
    const again = justCame.findLast(({ purpose, reopened }) => purpose === "adjudicate" || reopened);
    const differs =
      again !== undefined && item.decision !== null && !answersAgree(again, item.decision, item.tolerance);
    return differs ? byOne(again, again.reopened ? "review" : "adjudication") : { kind: "none" };
  }
  if (adjudications.length > 0) return adjudicated === undefined ? { kind: "none" } : byOne(adjudicated, "adjudication");

  const opinions = item.reviews.filter(isOpinion);
  const final = opinions.filter(({ status }) => status === "settled");
  const idAt = (place: number): string => final[place]?.id ?? "";
  const consensus = consensusOf(final, item.rule, opinions.length, item.tolerance);
  switch (consensus.state) {
    case "waiting":
      return { kind: "none" };
    case "none":
      return { kind: "dispute", between: [idAt(consensus.between[0]), idAt(consensus.between[1])] };
    case "reached":
      return {
        kind: "decide",
        answer: consensus.answer,
        reviewId: idAt(consensus.nearest),
        counted: final.map(({ id }) => id),
        agreeing: consensus.agreeing.map(idAt),
        by: "consensus",
      };
  }
}

function byOne({ id, outcome, value }: Review, by: "adjudication" | "override" | "review"): Resolution {
  return { kind: "decide", answer: { outcome, value }, reviewId: id, counted: [id], agreeing: [id], by };
}
