import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { lockClaiming, takeFromQueue } from "@/lib/review/claim-query";
import { claimEvents, reviewEvent } from "@/lib/review/review-event";
import { readDeskItem } from "@/lib/review/review-query";
import { unskipInputSchema } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Takes a skip back and claims the item again, where a review of it is still to be had; or, without a review, offers all
 * that the reviewer passed on and that still wait to them again. Answers with the claimed item, and how many items.
 */
export const unskipReviews = command({
  name: "unskip-reviews",
  permission: "review.work",
  input: unskipInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockClaiming(tx, useCaseId, reviewer.id);
    // Of the item, not of the review: the one that was passed on may be somebody else's by now while another waits.
    const waits = { reviews: { some: { status: "open" as const } } };
    const skips = await tx.reviewSkip.findMany({
      where: {
        userId: reviewer.id,
        review: {
          useCaseId,
          // One that ended in their hands was escalated: they are not offered its item again.
          NOT: { status: "cancelled", reviewerId: reviewer.id },
          item: reviewId === null ? waits : { ...waits, AND: { reviews: { some: { id: reviewId } } } },
        },
      },
      select: {
        review: { select: { id: true, itemId: true, purpose: true, useCase: { select: { id: true, slug: true } } } },
      },
    });
    const reviews = skips.map(({ review }) => review);
    const unskipped = new Set(reviews.map((review) => review.itemId)).size;
    const [first, ...rest] = reviews.map((review) => reviewEvent("review.unskipped", review));
    if (first === undefined) {
      if (reviewId !== null) throw new AppError("claim_lost", "Somebody else decided this item in the meantime.");
      return { result: { item: null as DeskItem | null, unskipped: 0 }, unchanged: true };
    }
    await tx.reviewSkip.deleteMany({
      where: { userId: reviewer.id, reviewId: { in: reviews.map((review) => review.id) } },
    });
    if (reviewId === null) {
      await announce(tx, { kind: "queue", useCaseId });
      return { result: { item: null, unskipped }, events: [first, ...rest] };
    }
    const only = { itemId: reviews[0]?.itemId ?? "" };
    const taken = await takeFromQueue(tx, { useCaseId, reviewer, now, only });
    if (taken === null) throw new AppError("claim_lost", "Somebody else has taken this item in the meantime.");
    return {
      result: { item: await readDeskItem(tx, taken.id), unskipped },
      events: [first, ...rest, ...claimEvents(taken)],
    };
  },
});
