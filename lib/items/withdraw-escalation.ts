import "server-only";
import { command } from "@/lib/command";
import { findEscalation, isEscalatedByOthers } from "@/lib/items/escalation-query";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { leaseEnd } from "@/lib/review/lease";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview, readDeskItem } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Takes the reviewer's own escalation back while no adjudicator has taken it up: the item is theirs again, as it was. A
 * second call answers as the first. Throws `conflict` once somebody has, `already_decided`, `claim_lost`.
 */
export const withdrawEscalation = command({
  name: "withdraw-escalation",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, useCaseId, reviewId);
    const mine = review.reviewerId === reviewer.id;
    if (mine && review.status === "open") return { result: await readDeskItem(tx, review.id), unchanged: true };
    const escalation = await findEscalation(tx, review.itemId, reviewer.id);
    if (!mine || review.status !== "cancelled" || escalation?.reviewId !== review.id) {
      throw new AppError("claim_lost", "There is no escalation of yours to take back here.");
    }
    if (review.purpose === "decide" && review.itemStatus !== "in_review") {
      throw new AppError("already_decided", "This item was decided in the meantime.");
    }
    const { opened } = escalation;
    if (opened !== null && !(await isEscalatedByOthers(tx, review.itemId, reviewer.id))) {
      const cancelled = await tx.$executeRaw`
        UPDATE review SET status = 'cancelled' WHERE id = (
          SELECT id FROM review WHERE id = ${opened}::uuid AND status = 'open' AND reviewer_id IS NULL
          FOR UPDATE SKIP LOCKED)`;
      if (cancelled === 0)
        throw new AppError("conflict", "An adjudicator has taken this item up already, so it stays there.");
    }
    await tx.reviewSkip.delete({ where: { reviewId_userId: { reviewId: review.id, userId: reviewer.id } } });
    await tx.review.update({
      where: { id: review.id },
      data: { status: "open", claimedAt: now, leaseUntil: leaseEnd(now), note: null, noteSalt: null },
    });
    await announce(tx, { kind: "queue", useCaseId });
    return {
      result: await readDeskItem(tx, review.id),
      events: [reviewEvent("review.escalation_withdrawn", review, { detail: { cancelled: opened } })],
    };
  },
});
