import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { releaseClaims } from "@/lib/review/release-claims";
import { saveDraft } from "@/lib/review/save-draft";
import { skipReview } from "@/lib/review/skip-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { makeReviewer } from "@/tests/support/item-fixture";
import { makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

describe("fifteen reviewers at one queue of 600 items", () => {
  it("work it to its end: every item once, and nobody sees an error", { timeout: 240_000 }, async () => {
    const world = await makeOverlapWorld();
    const { useCaseId } = world;
    const items = await world.send(Array.from({ length: 600 }, (_, index) => letter(`item-${index}`)));
    const people = await Promise.all(Array.from({ length: 15 }, () => makeReviewer(useCaseId)));

    /** As a desk does: the next item is loaded ahead; now and then somebody hesitates, undoes, skips or gives back. */
    async function work(actor: UserActor, seed: number): Promise<number> {
      const held = new Map<string, string>();
      let answered = 0;
      for (let turn = seed; ; turn++) {
        for (;;) {
          const next = held.size < 2 ? await claimNextReview({ actor }, { useCaseId, loaded: [...held.keys()] }) : null;
          if (next === null) break;
          held.set(next.reviewId, next.externalId);
        }
        const [reviewId] = held.keys();
        if (reviewId === undefined) return answered;
        const answer = { outcome: turn % 2 === 0 ? "yes" : "no" };
        const verdict = { useCaseId, reviewId, answer, note: "" };
        held.delete(reviewId);
        if (turn % 23 === 0) {
          await skipReview({ actor }, { useCaseId, reviewId, reason: "need_more_time", note: "" });
        } else if (turn % 19 === 0) {
          await releaseClaims({ actor }, { useCaseId, reviewIds: [reviewId] });
        } else {
          if (turn % 7 === 0) await saveDraft({ actor }, { useCaseId, reviewId, draft: { answer, note: "" } });
          // A double click.
          await Promise.all([
            answerReview({ actor }, verdict),
            ...(turn % 5 === 0 ? [answerReview({ actor }, verdict)] : []),
          ]);
          if (turn % 11 === 0) {
            await undoVerdict({ actor }, { useCaseId, reviewId });
            await answerReview({ actor }, verdict);
          }
          answered += 1;
        }
      }
    }

    const counts = await Promise.all(people.map((actor, index) => work(actor, index)));
    expect(counts.reduce((total, count) => total + count, 0)).toBe(600);
    await world.settle();
    const decisions = await database.decision.groupBy({
      by: ["itemId"],
      where: { itemId: { in: items } },
      _count: true,
    });
    expect(decisions).toHaveLength(600);
    expect(decisions.every(({ _count }) => _count === 1)).toBe(true);
    const reviews = await database.review.findMany({ where: { useCaseId } });
    expect(reviews).toHaveLength(600);
    expect(reviews.every(({ status }) => status === "settled")).toBe(true);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});
