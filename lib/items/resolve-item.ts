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
      by: "consensus" | "adjudication";
    }
  /** No consensus: between these two verdicts, the earlier one first. */
  | { kind: "dispute"; between: [string, string] };

type Review = ReviewedItem["reviews"][number];

/** Answers that count by the item's consensus rule. */
export const isOpinion = ({ purpose }: Pick<Review, "purpose">): boolean =>
  purpose === "decide" || purpose === "second_opinion";

/**
 * What follows from the verdicts on an item, `settledNow` being those that have just become final. Undecided: the
 * adjudicator's verdict where one was asked for, else the consensus of all, once all are final. Decided: an
 * adjudicator's verdict that has just come and differs from the decision in force takes its place.
 */
export function resolveItem(item: ReviewedItem, settledNow: ReadonlySet<string>): Resolution {
  const adjudications = item.reviews.filter(({ purpose }) => purpose === "adjudicate");
  const adjudicated = adjudications.findLast(({ status }) => status === "settled");
  if (item.status === "decided") {
    const differs =
      adjudicated !== undefined &&
      settledNow.has(adjudicated.id) &&
      item.decision !== null &&
      !answersAgree(adjudicated, item.decision, item.tolerance);
    return differs ? byAdjudication(adjudicated) : { kind: "none" };
  }
  if (adjudications.length > 0) return adjudicated === undefined ? { kind: "none" } : byAdjudication(adjudicated);

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

function byAdjudication({ id, outcome, value }: Review): Resolution {
  return {
    kind: "decide",
    answer: { outcome, value },
    reviewId: id,
    counted: [id],
    agreeing: [id],
    by: "adjudication",
  };
}
