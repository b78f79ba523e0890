import "server-only";
import type { Actor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";

/** Counting stops here: nobody works more off in a day. */
const mostOpenCounted = 1_000;

/**
 * How many disagreements are open where this person may settle, at most `mostOpenCounted`, which then means "or more";
 * null where they settle nowhere.
 */
export async function countOpenDisagreements(actor: Actor): Promise<number | null> {
  const useCaseIds = useCasesWith(actor, "disagreement.settle");
  return useCaseIds !== "all" && useCaseIds.length === 0 ? null : countOpenIn(useCaseIds);
}

/** The same in these use cases, whoever asks. */
export async function countOpenIn(useCaseIds: "all" | readonly string[]): Promise<number> {
  const places =
    useCaseIds === "all"
      ? Prisma.sql`SELECT id AS u FROM use_case`
      : Prisma.sql`SELECT unnest(${[...useCaseIds]}::uuid[]) AS u`;
  const [row] = await database.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM (
      SELECT FROM (${places}) AS place CROSS JOIN LATERAL (
        SELECT FROM disagreement WHERE use_case_id = u AND status = 'open' LIMIT ${mostOpenCounted}
      ) AS waits
      LIMIT ${mostOpenCounted}) AS counted`;
  return row?.n ?? 0;
}
