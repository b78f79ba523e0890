import { type Answer, answersAgree } from "@/lib/engine/answers-agree";
import type { DecidedBy, ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import type { Provenance } from "@/lib/reports/training-set/training-set-schema";

/** A final verdict, as far as labels are concerned. */
export interface LabelReview extends Answer {
  purpose: ReviewPurpose;
  /** The model's answer was sent to the reviewer before the final answer. */
  shown: boolean;
  /** What was answered before that; null where nothing was. */
  first: Answer | null;
}

/** What an item is labelled with, and how it came to that. */
export interface Label extends Answer {
  provenance: Provenance;
  /** Final verdicts that say the same, and all there are. */
  agreeing: number;
  verdicts: number;
}

/**
 * The label of a decided item: its decision in force, or where that was automated and somebody checked it, what they
 * said. `reviews`: its final verdicts, the latest last. Where several people said the same, one of whom had the model's
 * answer in view, the label counts as seen: it is only as blind as all who made it.
 */
export function labelOf(
  decision: Answer & { decidedBy: DecidedBy },
  reviews: readonly LabelReview[],
  tolerance: number,
): Label {
  const usable = reviews.filter(({ outcome, value }) => outcome !== null || value !== null);
  const checks = usable.filter(({ purpose }) => purpose === "quality_control");
  const check = decision.decidedBy === "human" ? undefined : checks.at(-1);
  const { outcome, value } = check ?? decision;
  const agreeing = usable.filter((review) => answersAgree(review, { outcome, value }, tolerance));
  return {
    outcome,
    value,
    provenance: provenanceOf(agreeing, decision.decidedBy === "human", tolerance),
    agreeing: agreeing.length,
    verdicts: usable.length,
  };
}

function provenanceOf(agreeing: readonly LabelReview[], byPeople: boolean, tolerance: number): Provenance {
  if (agreeing.some(({ purpose }) => purpose === "adjudicate")) return "adjudicated";
  if (agreeing.length === 0) return byPeople ? "suggestion_seen" : "automated";
  if (agreeing.some((review) => wasInfluenced(review, tolerance))) return "suggestion_seen";
  return agreeing.some(({ purpose }) => purpose !== "external") ? "blind" : "external";
}

/** Whether the verdict may owe something to what the reviewer saw: an answer that was there before is one's own. */
function wasInfluenced(review: LabelReview, tolerance: number): boolean {
  if (review.purpose === "override") return true;
  return review.shown && (review.first === null || !answersAgree(review.first, review, tolerance));
}
