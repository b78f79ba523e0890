import "server-only";
import { leaseEnd } from "@/lib/review/lease";
import { draftInputSchema } from "@/lib/review/review-schema";
import { workingState } from "@/lib/working-state";

/** Keeps choice and note as they are, and the claim with them. Answers with the review's id, or nothing if it is lost. */
export const saveDraft = workingState({
  permission: "review.work",
  input: draftInputSchema,
  useCaseId: (input) => input.useCaseId,
  reviewIds: (input) => [input.reviewId],
  // A draft belongs to who wrote it; the next holder of an expired claim must not see it.
  state: ({ input, actor, now }) => ({ leaseUntil: leaseEnd(now), draft: { ...input.draft, by: actor.id } }),
});
