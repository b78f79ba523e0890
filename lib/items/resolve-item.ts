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
  /** An adjudicator confirms that nobody can decide on the input. */
  | { kind: "unusable"; reviewId: string }
  /** Somebody else flagged the input as unusable: an adjudicator is to look at it. */
  | { kind: "refer" }
  /** No consensus: between these two verdicts, the earlier one first. */
  | { kind: "dispute"; between: [string, string] };

type Review = ReviewedItem["reviews"][number];

/** Answers that count by the item's consensus rule. */
export const isOpinion = ({ purpose }: Pick<Review, "purpose">): boolean =>
  purpose === "decide" || purpose === "second_opinion" || purpose === "external";

/**
 * What follows from the verdicts on an item, `settledNow` being those that have just become final. An override that has
 * just come decides, whatever else was said. Undecided: the adjudicator's verdict where one was asked for, else the
 * consensus of all, once all are final; one that flags the input as unusable is enough to ask an adjudicator. Decided, or
 * unusable: an adjudicator's verdict that has just come and differs from what is in force takes its place, and so does
 * that of the reviewer for whom the item was opened again.
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
  if (item.status !== "in_review") {
    const again = justCame.findLast(({ purpose, reopened }) => purpose === "adjudicate" || reopened);
    if (again?.purpose === "adjudicate" && again.unusable) return unusable(item, again);
    if (justCame.some((review) => review.unusable)) {
      return adjudications.some(({ status }) => status !== "settled") ? { kind: "none" } : { kind: "refer" };
    }
    if (again === undefined) return { kind: "none" };
    const { decision } = item;
    const stands = item.status === "decided" && decision !== null && answersAgree(again, decision, item.tolerance);
    return stands ? { kind: "none" } : byOne(again, again.reopened ? "review" : "adjudication");
  }
  if (adjudications.length > 0) {
    if (adjudicated === undefined) return { kind: "none" };
    return adjudicated.unusable ? unusable(item, adjudicated) : byOne(adjudicated, "adjudication");
  }

  const opinions = item.reviews.filter(isOpinion);
  const final = opinions.filter(({ status }) => status === "settled");
  if (final.some((review) => review.unusable)) return { kind: "refer" };
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

function unusable(item: ReviewedItem, { id }: Review): Resolution {
  return item.status === "unusable" ? { kind: "none" } : { kind: "unusable", reviewId: id };
}

function byOne({ id, outcome, value }: Review, by: "adjudication" | "override" | "review"): Resolution {
  return { kind: "decide", answer: { outcome, value }, reviewId: id, counted: [id], agreeing: [id], by };
}
