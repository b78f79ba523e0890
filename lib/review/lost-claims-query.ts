import "server-only";
import type { Actor } from "@/lib/access/actor";
import { database } from "@/lib/platform/database";
import { reviewerOf } from "@/lib/review/reviewer-of";

/**
 * What became of claims that ended: their item was decided or erased meanwhile, or this person answered them elsewhere.
 */
export async function findLostClaims(
  actor: Actor,
  reviewIds: readonly string[],
): Promise<{ decided: string[]; erased: string[]; answered: string[] }> {
  if (reviewIds.length === 0) return { decided: [], erased: [], answered: [] };
  const reviews = await database.review.findMany({
    where: { id: { in: [...reviewIds] }, reviewerId: reviewerOf(actor).id, status: { not: "open" } },
    select: { id: true, status: true, item: { select: { erasedAt: true } } },
  });
  const idsOf = (became: "decided" | "erased" | "answered") =>
    reviews
      .filter(({ status, item }) => {
        if (status !== "cancelled") return became === "answered";
        return became === (item.erasedAt === null ? "decided" : "erased");
      })
      .map(({ id }) => id);
  return { decided: idsOf("decided"), erased: idsOf("erased"), answered: idsOf("answered") };
}
