import "server-only";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import { command } from "@/lib/command";
import type { Transaction } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { checkAnswer } from "@/lib/review/check-answer";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent, suggestionOf } from "@/lib/review/review-event";
import { type LockedReview, lockReview } from "@/lib/review/review-query";
import { type Answer, answerInputSchema } from "@/lib/review/review-schema";
import { answerOf } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * Gives a verdict. It can be undone for `undoMs` milliseconds; then it settles, and only then do callers hear of it. The
 * same verdict sent again answers as the first time did. Throws `claim_lost`, `already_decided`, `undo_closed`,
 * `invalid_input`.
 */
export const answerReview = command({
  name: "answer-review",
  permission: "review.work",
  input: answerInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockPolicyShared(tx, input.useCaseId);
    const review = await lockReview(tx, input.useCaseId, input.reviewId);
    const given = { answer: input.answer, note: input.note.trim() };
    const answered = review.status === "answered" || review.status === "settled";
    if (answered && review.reviewerId === reviewer.id) {
      const undoMs = undoMsOf(review, now);
      if (isSameVerdict(review, given)) return { result: { reviewId: review.id, undoMs }, unchanged: true };
      if (undoMs === 0) throw undoClosed();
    }
    requireClaim(review, reviewer);
    await checkAnswer(tx, input.useCaseId, input.answer);

    const salt = given.note === "" ? null : newSalt();
    const undoUntil = new Date(now.getTime() + env.undoSeconds * 1000);
    const secondsSpent = (review.secondsSpent ?? 0) + (await secondsSinceTurn(tx, review, now));
    await tx.review.update({
      where: { id: review.id },
      data: {
        status: "answered",
        outcome: "outcome" in given.answer ? given.answer.outcome : null,
        value: "value" in given.answer ? given.answer.value : null,
        note: salt === null ? null : given.note,
        noteSalt: salt,
        answeredAt: now,
        undoUntil,
        secondsSpent,
        leaseUntil: null,
        simulated: actor.auth === "simulated",
      },
    });
    const first = answerOf({ outcome: review.firstOutcome, value: review.firstValue });
    return {
      result: { reviewId: review.id, undoMs: env.undoSeconds * 1000 },
      events: [
        reviewEvent("review.answered", review, {
          verdict: { review: review.id, ...given.answer },
          suggestion: suggestionOf(review),
          ...(salt === null ? {} : { commentCommitment: commitValue(salt, "note", given.note) }),
          detail: {
            seconds_spent: secondsSpent,
            undo_until: undoUntil.toISOString(),
            ...(first === null ? {} : { first_answer: first }),
          },
        }),
      ],
    };
  },
});

/** What a reviewer is told who comes too late to change a verdict. */
export function undoClosed(): AppError {
  return new AppError("undo_closed", "This verdict is final: the time to undo it is over, and callers have been told.");
}

/** Milliseconds left to undo the verdict; 0 once it is final. */
export function undoMsOf(review: Pick<LockedReview, "status" | "undoUntil">, now: Date): number {
  if (review.status !== "answered" || review.undoUntil === null) return 0;
  return Math.max(0, review.undoUntil.getTime() - now.getTime());
}

function isSameVerdict(review: LockedReview, given: { answer: Answer; note: string }): boolean {
  const sameAnswer =
    "outcome" in given.answer ? review.outcome === given.answer.outcome : review.value === given.answer.value;
  return sameAnswer && (review.note ?? "") === given.note;
}

/** Seconds since this item's turn came: since it was claimed, or, where it was claimed ahead, since the one before it. */
async function secondsSinceTurn(tx: Transaction, review: LockedReview, now: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ turn: Date | null }[]>`
    SELECT greatest(
      ${review.claimedAt}::timestamptz,
      (SELECT max(answered_at) FROM review WHERE reviewer_id = ${review.reviewerId}::uuid),
      (SELECT max(skipped_at) FROM review_skip WHERE user_id = ${review.reviewerId}::uuid)) AS turn`;
  return row?.turn == null ? 0 : Math.max(0, (now.getTime() - row.turn.getTime()) / 1000);
}
