import "server-only";
import { command } from "@/lib/command";
import { announce } from "@/lib/platform/announce";
import { giveBack, lockHeldClaims } from "@/lib/review/claim-query";
import { reviewEvent } from "@/lib/review/review-event";
import { reviewsInputSchema } from "@/lib/review/review-schema";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Gives claims back to the queue; a draft stays with them for the reviewer. Answers with the reviews given back. */
export const releaseClaims = command({
  name: "release-claims",
  permission: "review.work",
  input: reviewsInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor }) {
    const reviewer = reviewerOf(actor);
    const held = await lockHeldClaims(tx, input.useCaseId, reviewer.id);
    const released = held.filter((claim) => input.reviewIds.includes(claim.id));
    const result = released.map((claim) => claim.id);
    const [first, ...rest] = released.map((claim) => reviewEvent("review.released", claim));
    if (first === undefined) return { result, unchanged: true };
    await giveBack(tx, result, reviewer.id);
    await announce(tx, { kind: "queue", useCaseId: input.useCaseId });
    return { result, events: [first, ...rest] };
  },
});
