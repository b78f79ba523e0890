import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { database, Prisma } from "@/lib/platform/database";

/** A use case whose disagreements a person may see. */
export interface ScopedUseCase {
  id: string;
  slug: string;
  name: string;
  /** They may settle there. */
  settles: boolean;
  /** They may settle there, and answers come after their own. */
  sealed: boolean;
}

/** The use cases whose disagreements this person may see, by name. */
export async function findScope(actor: Actor): Promise<ScopedUseCase[]> {
  const seen = useCasesWith(actor, "item.read");
  const settled = useCasesWith(actor, "disagreement.settle");
  const settles = settled === "all" ? Prisma.sql`TRUE` : Prisma.sql`u.id = ANY(${settled}::uuid[])`;
  return database.$queryRaw<ScopedUseCase[]>`
    SELECT u.id, u.slug, u.name, ${settles} AS settles, ${settles} AND ${settlesBlind(Prisma.sql`u.id`)} AS sealed
    FROM use_case u
    WHERE ${seen === "all" ? Prisma.sql`TRUE` : Prisma.sql`u.id = ANY(${seen}::uuid[])`}
    ORDER BY u.name, u.slug`;
}
