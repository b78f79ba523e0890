import "server-only";
import { routeItem } from "@/lib/engine/route-item";
import type { RoutedItem } from "@/lib/items/routed-item";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import type { Transaction } from "@/lib/platform/database";
import { automatedWindow, wholeUseCase } from "@/lib/policies/recount-automated";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/**
 * Where the policy limits how many items are automated in an hour: routes the items again, one after the other, on what
 * was automated so far, and counts those that are. One transaction of a use case at a time does this, until its end; so
 * no number of batches at once automates one item more than allowed. Without such a guardrail the items stay as they are.
 */
export async function limitRate(
  tx: Transaction,
  { id: useCaseId, policy }: UseCaseRecord,
  items: readonly RoutedItem[],
  now: Date,
): Promise<readonly RoutedItem[]> {
  if (!policy.settings.guardrails.some(({ kind }) => kind === "rate")) return items;
  if (items.every(({ route }) => route.decides === "human" && route.findings === undefined)) return items;
  await lockExclusive(tx, `${useCaseId}/rate`);
  const counts = await readCounts(tx, useCaseId, items, now);
  const added = new Map<string, number>();
  const count = (key: string) => (counts.get(key) ?? 0) + (added.get(key) ?? 0);
  const limited = items.map((item) => {
    const { ground } = item;
    const { entityKey } = item.parsed;
    const automated = { useCase: count(wholeUseCase), entity: entityKey === null ? 0 : count(entityKey) };
    const route = routeItem({ ...ground, context: { ...ground.context, automated } });
    if (route.decides !== "human") {
      for (const key of entityKey === null ? [wholeUseCase] : [wholeUseCase, entityKey]) {
        added.set(key, (added.get(key) ?? 0) + 1);
      }
    }
    return { ...item, route };
  });
  await addCounts(tx, useCaseId, added, now);
  return limited;
}

async function readCounts(
  tx: Transaction,
  useCaseId: string,
  items: readonly RoutedItem[],
  now: Date,
): Promise<Map<string, number>> {
  const keys = [...new Set([wholeUseCase, ...items.flatMap(({ parsed }) => parsed.entityKey ?? [])])];
  const rows = await tx.$queryRaw<{ key: string; automated: number }[]>`
    SELECT entity_key AS key, sum(automated)::int AS automated FROM automation_minute
    WHERE use_case_id = ${useCaseId}::uuid AND entity_key = ANY(${keys}::text[])
      AND minute >= ${automatedWindow(now).toISOString()}::timestamptz
    GROUP BY entity_key`;
  return new Map(rows.map(({ key, automated }) => [key, automated]));
}

/** Adds to this minute, and forgets the minutes of these keys that no window reaches any more. */
async function addCounts(
  tx: Transaction,
  useCaseId: string,
  added: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  if (added.size === 0) return;
  const [keys, numbers] = [[...added.keys()], [...added.values()]];
  await tx.$executeRaw`
    INSERT INTO automation_minute (use_case_id, entity_key, minute, automated)
    SELECT ${useCaseId}::uuid, key, date_trunc('minute', ${now.toISOString()}::timestamptz), automated
    FROM unnest(${keys}::text[], ${numbers}::int[]) AS n(key, automated)
    ON CONFLICT (use_case_id, entity_key, minute)
    DO UPDATE SET automated = automation_minute.automated + excluded.automated`;
  const forgotten = new Date(automatedWindow(now).getTime() - 3_600_000);
  await tx.$executeRaw`
    DELETE FROM automation_minute
    WHERE use_case_id = ${useCaseId}::uuid AND entity_key = ANY(${keys}::text[])
      AND minute < ${forgotten.toISOString()}::timestamptz`;
}
