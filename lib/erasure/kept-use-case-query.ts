import "server-only";
import type { Transaction } from "@/lib/platform/database";

/** How long a use case keeps its items, and how far it has come with erasing them. */
interface KeptUseCase {
  id: string;
  slug: string;
  held: boolean;
  keepMonths: number;
  eraseMonths: number | null;
  erasedBefore: Date | null;
}

/** The use case of items that are about to be erased. Whoever puts it on hold waits until that is over, or comes first. */
export async function lockKeptUseCase(tx: Transaction, id: string): Promise<KeptUseCase | null> {
  const [useCase] = await tx.$queryRaw<KeptUseCase[]>`
    SELECT id, slug, held_at IS NOT NULL AS held, keep_months AS "keepMonths", erase_months AS "eraseMonths",
           erased_before AS "erasedBefore"
    FROM use_case WHERE id = ${id}::uuid FOR SHARE`;
  return useCase ?? null;
}
