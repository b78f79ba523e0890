import "server-only";
import { database } from "@/lib/platform/database";

/** The override of the item that has not taken effect yet, as a review's id; null: there is none. */
export async function findPendingOverride(itemId: string): Promise<string | null> {
  const found = await database.review.findFirst({
    where: { itemId, purpose: "override", status: "answered" },
    select: { id: true },
  });
  return found?.id ?? null;
}
