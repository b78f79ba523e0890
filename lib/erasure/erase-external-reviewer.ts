import "server-only";
import { Prisma, type Transaction } from "@/lib/platform/database";

/**
 * Takes away the name of somebody whose verdicts came from another system, and what they wrote. Their verdicts stay, and
 * count as those of one person; under the old name they would be somebody new.
 */
export async function eraseExternalReviewer(tx: Transaction, id: string): Promise<void> {
  // The end of a UUIDv7 is random; its beginning is shared by all that were made in the same minute.
  await tx.externalReviewer.update({ where: { id }, data: { name: `erased-${id.slice(-12)}` } });
  await tx.review.updateMany({
    where: { externalReviewerId: id },
    data: { note: null, noteSalt: null, draft: Prisma.DbNull },
  });
}
