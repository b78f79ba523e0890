import "server-only";
import type { Actor } from "@/lib/access/actor";
import { database } from "@/lib/platform/database";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** Those of a person's claims that ended because their item was decided meanwhile. */
export async function findDecidedMeanwhile(actor: Actor, reviewIds: readonly string[]): Promise<string[]> {
  if (reviewIds.length === 0) return [];
  const reviews = await database.review.findMany({
    where: { id: { in: [...reviewIds] }, reviewerId: reviewerOf(actor).id, status: "cancelled" },
    select: { id: true },
  });
  return reviews.map((review) => review.id);
}
