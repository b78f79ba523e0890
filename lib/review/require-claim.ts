import type { UserActor } from "@/lib/access/actor";
import { AppError } from "@/lib/platform/errors";
import type { LockedReview } from "@/lib/review/review-query";

/** Whether the item that this review was to decide has a decision already, or was found to be unusable. */
export function isDecidedElsewhere(review: Pick<LockedReview, "purpose" | "itemStatus">): boolean {
  return review.purpose === "decide" && review.itemStatus !== "in_review";
}

/**
 * Throws unless this person may go on with the review: `claim_lost` where they do not hold it, `already_decided` where
 * it needs no verdict any more, `gone` where there is nothing left to look at. A claim whose lease ran out is still theirs as long as nobody else took it.
 */
export function requireClaim(review: LockedReview, reviewer: UserActor): void {
  if (review.itemErasedAt !== null && review.status !== "answered" && review.status !== "settled") {
    throw new AppError("gone", "What this item held was erased in the meantime. Nobody can answer it any more.");
  }
  if (review.status === "cancelled" || (review.status === "open" && isDecidedElsewhere(review))) {
    throw new AppError("already_decided", "This item was decided in the meantime. It needs no verdict any more.");
  }
  if (review.reviewerId !== reviewer.id) {
    throw new AppError(
      "claim_lost",
      review.reviewerId === null
        ? "You do not hold this item any more. Take the next one."
        : "Your claim on this item ran out and somebody else took it. Take the next one.",
    );
  }
  if (review.status !== "open") {
    throw new AppError("already_decided", "You have given your verdict on this item already. Undo it to change it.");
  }
}
