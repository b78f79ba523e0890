import "server-only";
import { permissions } from "@/lib/access/permissions";
import { database } from "@/lib/platform/database";

/** How many people may work in the use case's queue. */
export function countReviewers(useCaseId: string): Promise<number> {
  const { roles } = permissions["review.work"];
  return database.user.count({
    where: { disabledAt: null, memberships: { some: { useCaseId, role: { in: [...roles] } } } },
  });
}
