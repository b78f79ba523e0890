import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { findPerson, lockOpenReviews } from "@/lib/review/assignment-query";
import { reviewEvent } from "@/lib/review/review-event";
import { assignInputSchema } from "@/lib/review/review-schema";

/**
 * Keeps a waiting review of an item for one person: nobody else is offered it, and it comes first at their desk. Of
 * several, the adjudication goes to an adjudicator. Again changes nothing. Throws `not_found`, `invalid_input` for a person
 * who does not review here, `conflict` where they have had the item already or no review of it is free.
 */
export const assignReview = command({
  name: "assign-review",
  permission: "review.assign",
  input: assignInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, itemId, userId }, now }) {
    const open = await lockOpenReviews(tx, useCaseId, itemId);
    const person = await findPerson(tx, { useCaseId, itemId, userId });
    if (person === null) {
      throw new AppError("invalid_input", "This person does not review here. Choose a reviewer or an adjudicator.");
    }
    if (open.some((review) => review.assignedToId === userId)) return { result: null, unchanged: true };
    if (person.reviewed) {
      throw new AppError("conflict", `${person.name} has had this item on the desk already. Choose somebody else.`);
    }
    const free = open.filter(
      ({ purpose, assignedToId, leaseUntil }) =>
        assignedToId === null &&
        (leaseUntil === null || leaseUntil <= now) &&
        (purpose !== "adjudicate" || person.adjudicates),
    );
    const review = free.find(({ purpose }) => purpose === "adjudicate") ?? free[0];
    if (review === undefined) {
      throw new AppError("conflict", `No review of this item waits that ${person.name} could be given.`);
    }
    await tx.review.update({
      where: { id: review.id },
      data: { assignedToId: userId, reviewerId: null, claimedAt: null, leaseUntil: null },
    });
    await announce(tx, { kind: "queue", useCaseId });
    return { result: null, events: [reviewEvent("review.assigned", review, { detail: { assignee: userId } })] };
  },
});
