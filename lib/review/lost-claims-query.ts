import "server-only";
import type { Actor } from "@/lib/access/actor";
import { database } from "@/lib/platform/database";
import { reviewerOf } from "@/lib/review/reviewer-of";

/** What became of claims that ended: their item was decided meanwhile, or this person answered them elsewhere. */
export async function findLostClaims(
  actor: Actor,
  reviewIds: readonly string[],
): Promise<{ decided: string[]; answered: string[] }> {
  if (reviewIds.length === 0) return { decided: [], answered: [] };
  const reviews = await database.review.findMany({
    where: { id: { in: [...reviewIds] }, reviewerId: reviewerOf(actor).id, status: { not: "open" } },
    select: { id: true, status: true },
  });
  const { decided = [], answered = [] } = Object.groupBy(reviews, ({ status }) =>
    status === "cancelled" ? "decided" : "answered",
  );
  return { decided: decided.map(({ id }) => id), answered: answered.map(({ id }) => id) };
}
