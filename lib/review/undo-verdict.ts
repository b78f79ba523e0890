import "server-only";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { leaseEnd } from "@/lib/review/lease";
import { isDecidedElsewhere } from "@/lib/review/require-claim";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview, readDeskItem } from "@/lib/review/review-query";
import { reviewInputSchema } from "@/lib/review/review-schema";
import { answerOf } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { undoClosed, undoMsOf } from "@/lib/review/undo-window";

/**
 * Takes the reviewer's own verdict back while its undo window is open, also one that flagged the input as unusable: the
 * item is theirs again, with the verdict as draft. A second undo answers as the first. Throws `undo_closed` afterwards,
 * `claim_lost` for what is not theirs.
 */
export const undoVerdict = command({
  name: "undo-verdict",
  permission: "review.work",
  input: reviewInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    if (review.reviewerId !== reviewer.id) throw new AppError("claim_lost", "This is no verdict of yours.");
    if (review.purpose === "override") {
      throw new AppError("claim_lost", "This is an override. Take it back on the item's page.");
    }
    if (review.status === "open") return { result: await readDeskItem(tx, review.id), unchanged: true };
    if (undoMsOf(review, now) === 0) throw undoClosed();
    if (isDecidedElsewhere(review)) {
      throw new AppError("already_decided", "This item was decided in the meantime. Your verdict stays on record.");
    }
    const answer = answerOf(review);
    await tx.adjudication.deleteMany({ where: { reviewId: review.id } });
    await tx.review.update({
      where: { id: review.id },
      data: {
        status: "open",
        claimedAt: now,
        leaseUntil: leaseEnd(now),
        draft: { answer, note: review.note ?? "", reasonCode: review.reasonCode, by: reviewer.id },
        outcome: null,
        value: null,
        unusable: false,
        reasonCode: null,
        note: null,
        noteSalt: null,
        answeredAt: null,
        undoUntil: null,
      },
    });
    return {
      result: await readDeskItem(tx, review.id),
      events: [
        reviewEvent("review.undone", review, { verdict: { review: review.id, ...(answer ?? { unusable: true }) } }),
      ],
    };
  },
});
