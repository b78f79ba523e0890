import "server-only";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import { command } from "@/lib/command";
import { countOtherAdjudicators } from "@/lib/items/escalation-query";
import { openAdjudications } from "@/lib/items/open-adjudications";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { escalateInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Passes an item that the reviewer holds to an adjudicator, with a note that says why. The reviewer's own work on it ends
 * here, and they are not offered the item again, as adjudicator neither: like an answer, an escalation is an opinion
 * about it. Others who review the item go on, for the adjudicator to see; the adjudicator's verdict decides, whatever they
 * say. Where one is open already, none is opened beside it. An adjudicator passes it to another one in the same way.
 * Escalating again changes nothing. Throws `conflict` where nobody else adjudicates in the use case.
 */
export const escalateReview = command({
  name: "escalate-review",
  permission: "review.work",
  input: escalateInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId, note: written }, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, useCaseId, reviewId);
    const skip = { reviewId: review.id, userId: reviewer.id };
    if (review.status === "cancelled" && review.reviewerId === reviewer.id) {
      const escalated = await tx.reviewSkip.count({ where: skip });
      if (escalated > 0) return { result: null, unchanged: true };
    }
    requireClaim(review, reviewer);
    if ((await countOtherAdjudicators(tx, useCaseId, reviewer.id)) === 0) {
      throw new AppError(
        "conflict",
        "Nobody else adjudicates here, so there is nobody to escalate to. Decide it, skip it, or have an admin add an adjudicator.",
      );
    }
    const note = written.trim();
    const salt = newSalt();
    await tx.review.update({
      where: { id: review.id },
      data: { status: "cancelled", leaseUntil: null, note, noteSalt: salt },
    });
    await tx.reviewSkip.upsert({
      where: { reviewId_userId: skip },
      create: { ...skip, skippedAt: now },
      update: { skippedAt: now },
    });
    const waiting = await tx.review.count({
      where: { itemId: review.itemId, purpose: "adjudicate", status: { in: ["open", "answered"] } },
    });
    const { id, itemId, useCase } = review;
    const opened =
      waiting > 0 ? [] : await openAdjudications(tx, [{ item: { id: itemId, useCase }, because: "escalated" }], now);
    await announce(tx, { kind: "queue", useCaseId });
    const escalated = reviewEvent("review.escalated", review, {
      commentCommitment: commitValue(salt, "note", note),
      detail: { review: id, opened: opened[0]?.detail?.review ?? null },
    });
    return { result: null, events: [escalated, ...opened] };
  },
});
