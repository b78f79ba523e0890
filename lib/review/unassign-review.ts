import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { lockOpenReviews } from "@/lib/review/assignment-query";
import { reviewEvent } from "@/lib/review/review-event";
import { assignInputSchema } from "@/lib/review/review-schema";

/**
 * Keeps an item's reviews for that person no longer: whoever comes first is offered them. One that they have on the desk
 * stays there. Where none was kept for them it changes nothing. Throws `not_found`.
 */
export const unassignReview = command({
  name: "unassign-review",
  permission: "review.assign",
  input: assignInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, itemId, userId } }) {
    const kept = (await lockOpenReviews(tx, useCaseId, itemId)).filter((review) => review.assignedToId === userId);
    const [first, ...rest] = kept.map((review) =>
      reviewEvent("review.unassigned", review, { detail: { assignee: userId } }),
    );
    if (first === undefined) return { result: null, unchanged: true };
    await tx.review.updateMany({
      where: { id: { in: kept.map((review) => review.id) } },
      data: { assignedToId: null },
    });
    await announce(tx, { kind: "queue", useCaseId });
    return { result: null, events: [first, ...rest] };
  },
});
