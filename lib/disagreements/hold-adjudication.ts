import "server-only";
import type { UserActor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { type Case, lockCase } from "@/lib/disagreements/case-query";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { leaseEnd } from "@/lib/review/lease";
import { reviewEvent, suggestionOf } from "@/lib/review/review-event";
import { type LockedReview, lockReview } from "@/lib/review/review-query";

/** An adjudication that its adjudicator holds, with what has just been recorded of it. */
export interface HeldCase extends Case {
  review: NonNullable<Case["review"]>;
  events: AuditEvent[];
}

const taken = (holder: string | null) => `${holder ?? "Somebody else"} is settling this item. Take another one.`;

/**
 * Has this person hold the item's adjudication: the one that waits, theirs already, or a new one; there is never more
 * than one. Throws `forbidden` for whoever answered or escalated the item, `already_decided` where somebody has settled
 * it, `claim_lost` where somebody else holds it, `conflict` while its own reviewers are at work.
 */
export async function holdAdjudication(
  tx: Transaction,
  { disagreementId, actor, now }: { disagreementId: string; actor: UserActor; now: Date },
): Promise<HeldCase> {
  const found = await lockCase(tx, disagreementId, actor);
  if (found.own) {
    throw new AppError(
      "forbidden",
      "You answered this item yourself, or passed it on. Somebody else has to settle it.",
    );
  }
  if (found.status === "settled") {
    throw new AppError("already_decided", "Somebody else has settled this item in the meantime. Take the next one.");
  }
  const { review } = found;
  if (review?.status === "answered") {
    if (review.reviewerId === actor.id) return { ...found, review, events: [] };
    const message = `${review.holder ?? "Somebody else"} has settled this item in the meantime. Take the next one.`;
    throw new AppError("already_decided", message);
  }
  if (found.waits) {
    throw new AppError("conflict", "Its reviewers have not all answered yet. It can be settled once they have.");
  }
  if (review === null) return openAdjudication(tx, found, actor, now);
  if (review.assignedToId !== null && review.assignedToId !== actor.id) {
    throw new AppError("claim_lost", "This item is kept for somebody else. Take another one.");
  }
  const live = review.leaseUntil !== null && review.leaseUntil > now;
  if (review.reviewerId !== actor.id && live) throw new AppError("claim_lost", taken(review.holder));
  if (review.reviewerId === actor.id) {
    if (live) return { ...found, review, events: [] };
    await tx.review.update({ where: { id: review.id }, data: { leaseUntil: leaseEnd(now) } });
    return { ...found, review, events: [reviewEvent("review.claimed", review, { detail: { resumed: true } })] };
  }
  return claim(tx, { ...found, review, events: [] }, actor, now);
}

/** A new adjudication, held at once. It has the priority of the item's other reviews, should it go to the queue. */
async function openAdjudication(tx: Transaction, found: Case, actor: UserActor, now: Date): Promise<HeldCase> {
  const id = newId(now);
  await tx.$executeRaw`
    INSERT INTO review (id, item_id, use_case_id, purpose, status, reveal, priority, created_at)
    SELECT ${id}::uuid, ${found.itemId}::uuid, ${found.useCase.id}::uuid, 'adjudicate', 'open', 'never',
           coalesce(max(priority), 0), ${now.toISOString()}::timestamptz
    FROM review WHERE item_id = ${found.itemId}::uuid`;
  const review = { ...(await lockReview(tx, found.useCase.id, id)), holder: null };
  const opened = reviewEvent("review.opened", review, { detail: { because: "disagreement" } });
  return claim(tx, { ...found, review, events: [opened] }, actor, now);
}

/** Takes it from the queue. What an earlier holder chose and saw goes; what this person sees is on record from here. */
async function claim(tx: Transaction, held: HeldCase, actor: UserActor, now: Date): Promise<HeldCase> {
  const { review, blind } = held;
  const again = review.draftBy === actor.id && review.suggestionShownAt !== null;
  const shown = again ? review.suggestionShownAt : blind ? null : now;
  const state = {
    reviewerId: actor.id,
    claimedAt: now,
    leaseUntil: leaseEnd(now),
    deferredUntil: null,
    suggestionShownAt: shown,
    ...(!again && { firstOutcome: null, firstValue: null, firstAnsweredAt: null, secondsSpent: null }),
  };
  await tx.review.update({ where: { id: review.id }, data: state });
  await announce(tx, { kind: "queue", useCaseId: held.useCase.id });
  const mine: LockedReview & { holder: string | null } = { ...review, ...state, holder: actor.name };
  const claimed = reviewEvent("review.claimed", mine);
  const showing =
    again || blind ? [] : [reviewEvent("review.suggestion_shown", mine, { suggestion: suggestionOf(mine) })];
  return { ...held, review: mine, events: [...held.events, claimed, ...showing] };
}
