import "server-only";
import { type LegalBasisKey, legalBases } from "@/lib/erasure/legal-basis";
import { addMonths } from "@/lib/erasure/months";
import { type Database, Prisma } from "@/lib/platform/database";
import type { ErasureKind } from "@/lib/platform/generated/prisma/enums";

/** What an erasure is about, as far as it can be hindered. */
export interface ErasureTarget {
  kind: ErasureKind;
  useCaseId: string | null;
  itemId: string | null;
  entityKey: string | null;
  legalBasis: LegalBasisKey;
}

/** SQL: the items meant that still have their input. */
export function itemsMeant({ useCaseId, itemId, entityKey }: ErasureTarget): Prisma.Sql {
  const which = itemId === null ? Prisma.sql`i.entity_key = ${entityKey}` : Prisma.sql`i.id = ${itemId}::uuid`;
  return Prisma.sql`i.use_case_id = ${useCaseId}::uuid AND ${which} AND i.erased_at IS NULL`;
}

export const isAboutItems = ({ kind }: Pick<ErasureTarget, "kind">): boolean => kind === "item" || kind === "entity";

/** How many items an erasure means, and when the last of them came in; null: none. */
export async function findMeant(db: Database, target: ErasureTarget): Promise<{ items: number; newest: Date | null }> {
  const [meant] = await db.$queryRaw<{ items: number; newest: Date | null }[]>`
    SELECT count(*)::int AS items, max(i.created_at) AS newest FROM item i WHERE ${itemsMeant(target)}`;
  return meant ?? { items: 0, newest: null };
}

/** The sentence that refuses an erasure because the use case is on hold; null where it is not. */
export function holdHindrance(useCase: { heldAt: Date | null; holdReason: string | null } | null): string | null {
  if (useCase === null || useCase.heldAt === null) return null;
  const since = dayText(useCase.heldAt);
  return `This use case is on hold since ${since} (${useCase.holdReason}). Nothing in it is erased until an admin lifts the hold.`;
}

/**
 * The sentence that refuses an erasure because the use case keeps its items for longer; null where it does not, or where
 * the legal basis outranks that. `newest`: when the last of the items meant came in.
 */
export function keepHindrance(
  keepMonths: number,
  { newest, legalBasis }: { newest: Date | null; legalBasis: LegalBasisKey },
  now: Date,
): string | null {
  if (newest === null || legalBases[legalBasis].outranksKeeping) return null;
  const from = addMonths(newest, keepMonths);
  if (from <= now) return null;
  return `This use case keeps its items for at least ${keepMonths} months. This can be erased from ${dayText(from)} on; at once only where it was processed unlawfully, or a law demands it.`;
}

/** What keeps an erasure from being carried out now, in words; null: nothing. For a user there is neither hold nor shortest time. */
export async function findHindrance(db: Database, target: ErasureTarget, now: Date): Promise<string | null> {
  if (target.useCaseId === null) return null;
  const useCase = await db.useCase.findUniqueOrThrow({
    where: { id: target.useCaseId },
    select: { heldAt: true, holdReason: true, keepMonths: true },
  });
  const held = holdHindrance(useCase);
  if (held !== null || !isAboutItems(target)) return held;
  const { newest } = await findMeant(db, target);
  return keepHindrance(useCase.keepMonths, { newest, legalBasis: target.legalBasis }, now);
}

export function dayText(moment: Date): string {
  return moment.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
