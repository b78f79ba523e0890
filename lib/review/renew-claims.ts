import "server-only";
import { leaseEnd } from "@/lib/review/lease";
import { reviewsInputSchema } from "@/lib/review/review-schema";
import { workingState } from "@/lib/working-state";

/**
 * Keeps the reviewer's claims for another lease. Answers with those still held: an expired claim counts as held until
 * somebody else takes it.
 */
export const renewClaims = workingState({
  permission: "review.work",
  input: reviewsInputSchema,
  useCaseId: (input) => input.useCaseId,
  reviewIds: (input) => input.reviewIds,
  state: ({ now }) => ({ leaseUntil: leaseEnd(now) }),
});
