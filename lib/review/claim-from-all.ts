import "server-only";
import { useCasesWith } from "@/lib/access/authorize";
import { type CommandContext, checkInput } from "@/lib/command";
import { clock } from "@/lib/platform/clock";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findNextQueues } from "@/lib/review/next-queues-query";
import { claimAllInputSchema } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * The next item of all the use cases that this reviewer works in, as one queue: what they hold already and the desk has
 * not loaded, then the queue whose first item comes first. Null where nothing waits.
 */
export async function claimFromAll(context: CommandContext, rawInput: { loaded: string[] }): Promise<DeskItem | null> {
  const { loaded } = checkInput(claimAllInputSchema, rawInput);
  const reviewer = reviewerOf(context.actor);
  const useCaseIds = useCasesWith(reviewer, "review.work");
  if (useCaseIds === "all" || useCaseIds.length === 0) return null;
  for (const useCaseId of await findNextQueues({ reviewer, useCaseIds, now: clock.now() }, loaded)) {
    const item = await claimNextReview(context, { useCaseId, loaded });
    if (item !== null) return item;
  }
  return null;
}
