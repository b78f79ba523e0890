import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { lockClaiming, lockHeldClaims, takeFromQueue } from "@/lib/review/claim-query";
import { leaseEnd, mostClaims } from "@/lib/review/lease";
import { claimEvents, reviewEvent } from "@/lib/review/review-event";
import { readDeskItem } from "@/lib/review/review-query";
import { claimInputSchema } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * The next item for this reviewer: one that they hold already and the desk has not loaded, else the first of the queue.
 * Null where nothing waits, or where they hold as many claims as they may.
 */
export const claimNextReview = command({
  name: "claim-next-review",
  permission: "review.work",
  input: claimInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, loaded }, actor, now }) {
    const reviewer = reviewerOf(actor);
    await lockClaiming(tx, useCaseId, reviewer.id);
    const held = await lockHeldClaims(tx, useCaseId, reviewer.id);
    const resumed = held.find((claim) => !loaded.includes(claim.id));
    if (resumed !== undefined) {
      const kept = resumed.leaseUntil !== null && resumed.leaseUntil > now;
      if (kept) return { result: await readDeskItem(tx, resumed.id), unchanged: true };
      await tx.review.update({ where: { id: resumed.id }, data: { leaseUntil: leaseEnd(now) } });
      return {
        result: await readDeskItem(tx, resumed.id),
        events: [reviewEvent("review.claimed", resumed, { detail: { resumed: true } })],
      };
    }
    if (held.length >= mostClaims) return { result: null as DeskItem | null, unchanged: true };

    const taken = await takeFromQueue(tx, { useCaseId, reviewer, now });
    if (taken === null) return { result: null, unchanged: true };
    await announce(tx, { kind: "queue", useCaseId });
    return { result: await readDeskItem(tx, taken.id), events: claimEvents(taken) };
  },
});
