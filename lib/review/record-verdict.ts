import "server-only";
import type { Actor, UserActor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import type { Transaction } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { checkAnswer } from "@/lib/review/check-answer";
import { checkReasonCode } from "@/lib/review/check-reason-code";
import { requireClaim } from "@/lib/review/require-claim";
import { reviewEvent, suggestionOf } from "@/lib/review/review-event";
import type { LockedReview } from "@/lib/review/review-query";
import type { Answer } from "@/lib/review/review-schema";
import { answerOf } from "@/lib/review/review-view";
import { secondsSinceTurn } from "@/lib/review/seconds-since-turn";
import { undoClosed, undoMsOf } from "@/lib/review/undo-window";

/** What a reviewer says about an item. */
export interface Verdict {
  /** Null: nobody can decide on this input. */
  answer: Answer | null;
  note: string;
  reasonCode: string | null;
}

interface Receipt {
  reviewId: string;
  undoMs: number;
}

/**
 * Writes a verdict on a review that the reviewer holds; the same one again changes nothing and answers as the first time
 * did. Throws `claim_lost`, `already_decided`, `undo_closed`, `invalid_input`. The caller holds the policy lock, and the
 * review is locked.
 */
export async function recordVerdict(
  tx: Transaction,
  {
    review,
    reviewer,
    actor,
    verdict,
    now,
  }: {
    review: LockedReview;
    reviewer: UserActor;
    actor: Actor;
    verdict: Verdict;
    now: Date;
  },
): Promise<{ result: Receipt; unchanged: true } | { result: Receipt; events: [AuditEvent] }> {
  const { answer, reasonCode } = verdict;
  const note = verdict.note.trim();
  const answered = review.status === "answered" || review.status === "settled";
  if (answered && review.reviewerId === reviewer.id) {
    const undoMs = undoMsOf(review, now);
    if (isSame(review, { answer, note, reasonCode })) {
      return { result: { reviewId: review.id, undoMs }, unchanged: true };
    }
    if (undoMs === 0) throw undoClosed();
  }
  requireClaim(review, reviewer);
  if (answer !== null) {
    await checkAnswer(tx, review.useCase.id, answer);
    await checkReasonCode(tx, review, answer, reasonCode);
  }

  const salt = note === "" ? null : newSalt();
  const undoUntil = new Date(now.getTime() + env.undoSeconds * 1000);
  const secondsSpent = (review.secondsSpent ?? 0) + (await secondsSinceTurn(tx, review, now));
  await tx.review.update({
    where: { id: review.id },
    data: {
      status: "answered",
      outcome: answer !== null && "outcome" in answer ? answer.outcome : null,
      value: answer !== null && "value" in answer ? answer.value : null,
      unusable: answer === null,
      reasonCode,
      note: salt === null ? null : note,
      noteSalt: salt,
      answeredAt: now,
      undoUntil,
      secondsSpent,
      leaseUntil: null,
      simulated: actor.auth === "simulated",
    },
  });
  const first = answerOf({ outcome: review.firstOutcome, value: review.firstValue });
  const event = reviewEvent(answer === null ? "review.flagged_unusable" : "review.answered", review, {
    verdict: { review: review.id, ...(answer ?? { unusable: true }) },
    suggestion: suggestionOf(review),
    ...(reasonCode === null ? {} : { reasonCode }),
    ...(salt === null ? {} : { commentCommitment: commitValue(salt, "note", note) }),
    detail: {
      seconds_spent: secondsSpent,
      undo_until: undoUntil.toISOString(),
      ...(first === null ? {} : { first_answer: first }),
    },
  });
  return { result: { reviewId: review.id, undoMs: env.undoSeconds * 1000 }, events: [event] };
}

function isSame(review: LockedReview, { answer, note, reasonCode }: Verdict): boolean {
  const given = answerOf(review);
  const sameAnswer =
    answer === null || given === null
      ? answer === given && review.unusable
      : "outcome" in answer
        ? review.outcome === answer.outcome
        : review.value === answer.value;
  return sameAnswer && (review.note ?? "") === note && review.reasonCode === reasonCode;
}
