import "server-only";
import { command } from "@/lib/command";
import { undoOverrideInputSchema } from "@/lib/items/override-schema";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { reviewEvent } from "@/lib/review/review-event";
import { lockReview } from "@/lib/review/review-query";
import { answerOf } from "@/lib/review/review-view";
import { undoClosed, undoMsOf } from "@/lib/review/undo-window";

/**
 * Takes an override back while its undo window is open; whoever may override may do so, also where a key made it. A second
 * undo changes nothing. Throws `undo_closed` afterwards.
 */
export const undoOverride = command({
  name: "undo-override",
  permission: "decision.override",
  input: undoOverrideInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reviewId }, now }) {
    const review = await lockReview(tx, useCaseId, reviewId);
    if (review.purpose !== "override") throw new AppError("not_found", "There is no such override.");
    if (review.status === "cancelled") return { result: null, unchanged: true };
    if (undoMsOf(review, now) === 0) throw undoClosed();
    await tx.review.update({ where: { id: review.id }, data: { status: "cancelled", undoUntil: null } });
    await announce(tx, { kind: "queue", useCaseId });
    const answer = answerOf(review);
    return {
      result: null,
      events: [
        reviewEvent("review.undone", review, answer === null ? {} : { verdict: { review: review.id, ...answer } }),
      ],
    };
  },
});
