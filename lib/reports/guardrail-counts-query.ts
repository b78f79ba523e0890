import "server-only";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** How often a guardrail spoke, in items. */
export interface GuardrailCount {
  /** It met what it looks for: stopped the item, or would have where it only watches. */
  met: number;
  /** It could not be evaluated, which stops like a hit. */
  errors: number;
}

interface GuardrailCounts {
  day: GuardrailCount;
  week: GuardrailCount;
  /** Under the policy in force. */
  policy: GuardrailCount;
}

export interface GuardrailReport {
  /** By the guardrail's key. */
  counts: Map<string, GuardrailCounts>;
  /** Which of the counts miss older items, because there are more than are looked at. */
  partial: Record<keyof GuardrailCounts, boolean>;
}

const mostItems = 20_000;
const dayMs = 86_400_000;

const nothing = (): GuardrailCount => ({ met: 0, errors: 0 });

/** The latest items at which a guardrail spoke, newest first: one range of the index `item_guarded`. */
export function guardedItems(useCaseId: string, since: string): Prisma.Sql {
  return Prisma.sql`
    SELECT id, policy_id, route -> 'findings' AS findings FROM item
    WHERE use_case_id = ${useCaseId}::uuid AND id >= ${since}::uuid AND route ? 'findings'
    ORDER BY id DESC LIMIT ${mostItems}`;
}

/** How often each guardrail spoke in the last 24 hours, the last seven days and under the policy in force. */
export async function countGuardrails(useCase: Pick<UseCaseRecord, "id" | "policy">): Promise<GuardrailReport> {
  const now = clock.now().getTime();
  const policy = await database.policy.findUniqueOrThrow({
    where: { id: useCase.policy.id },
    select: { createdAt: true },
  });
  const weekAgo = now - 7 * dayMs;
  const starts = {
    day: firstIdOf(new Date(now - dayMs)),
    week: firstIdOf(new Date(weekAgo)),
    policy: firstIdOf(policy.createdAt),
  };
  const since = firstIdOf(new Date(Math.min(weekAgo, policy.createdAt.getTime())));
  const rows = await database.$queryRaw<
    {
      key: string | null;
      error: boolean | null;
      day: number;
      week: number;
      policy: number;
      oldest: string;
      items: number;
    }[]
  >`
    WITH guarded AS MATERIALIZED (${guardedItems(useCase.id, since)})
    SELECT f.key, f.error, (count(*) FILTER (WHERE g.id >= ${starts.day}::uuid))::int AS day,
           (count(*) FILTER (WHERE g.id >= ${starts.week}::uuid))::int AS week,
           (count(*) FILTER (WHERE g.policy_id = ${useCase.policy.id}::uuid))::int AS policy,
           (SELECT id FROM guarded ORDER BY id LIMIT 1) AS oldest, (SELECT count(*)::int FROM guarded) AS items
    FROM guarded g CROSS JOIN LATERAL (
      SELECT finding ->> 'guardrail' AS key, finding ->> 'result' = 'error' AS error
      FROM jsonb_array_elements(g.findings) AS finding) AS f
    GROUP BY 1, 2`;
  const counts = new Map<string, GuardrailCounts>();
  for (const { key, error, ...row } of rows) {
    if (key === null) continue;
    const count = counts.get(key) ?? { day: nothing(), week: nothing(), policy: nothing() };
    for (const window of ["day", "week", "policy"] as const) count[window][error ? "errors" : "met"] += row[window];
    counts.set(key, count);
  }
  const [first] = rows;
  const cut = first !== undefined && first.items === mostItems;
  const misses = (start: string) => cut && first.oldest > start;
  return {
    counts,
    partial: { day: misses(starts.day), week: misses(starts.week), policy: misses(starts.policy) },
  };
}
