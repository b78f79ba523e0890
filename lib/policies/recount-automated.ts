import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";

/** The entity key under which all of a use case's automated items are counted; no entity can be called so. */
export const wholeUseCase = "";

/** The first whole minute that counts towards the last 60: some seconds more than an hour, never less. */
export function automatedWindow(now: Date): Date {
  return new Date(Math.floor((now.getTime() - 3_600_000) / 60_000) * 60_000);
}

/**
 * Counts by minute what a use case automated within the last hour, for guardrails that limit a rate: what was automated
 * under an earlier policy counts too. The caller holds the exclusive policy lock, so nothing is automated meanwhile.
 */
export async function recountAutomated(tx: Transaction, useCaseId: string, now: Date): Promise<void> {
  const since = automatedWindow(now);
  await tx.$executeRaw`DELETE FROM automation_minute WHERE use_case_id = ${useCaseId}::uuid`;
  await tx.$executeRaw`
    INSERT INTO automation_minute (use_case_id, entity_key, minute, automated)
    SELECT ${useCaseId}::uuid, key, date_trunc('minute', d.decided_at), count(*)::int
    FROM item i
    JOIN decision d ON d.item_id = i.id AND d.seq = 1 AND d.decided_by IN ('model', 'fallback')
    CROSS JOIN LATERAL (SELECT ${wholeUseCase}::text AS key UNION ALL SELECT i.entity_key WHERE i.entity_key IS NOT NULL) AS keys
    WHERE i.use_case_id = ${useCaseId}::uuid AND i.id >= ${firstIdOf(since)}::uuid
      AND d.decided_at >= ${since.toISOString()}::timestamptz
    GROUP BY key, date_trunc('minute', d.decided_at)`;
}
