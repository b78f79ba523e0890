import "server-only";
import { modes } from "@/lib/engine/mode";
import { deciders } from "@/lib/items/item-filter-schema";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";
import { firstIdOf } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Items that arrived in a stretch of time, by what has become of them since. */
export interface Flow {
  model: number;
  human: number;
  fallback: number;
  /** Not decided yet. */
  waiting: number;
}

export interface FlowView {
  /** The last 24 hours. */
  day: Flow;
  /** The last seven days, today included. */
  week: Flow;
  /** The week's days (UTC), the oldest first, as `YYYY-MM-DD`. */
  days: (Flow & { date: string })[];
}

const dayMs = 86_400_000;

/** What became of the items of the last days. Counts the entries of one index; reads no item. */
export async function findFlow(useCase: UseCaseRecord): Promise<FlowView> {
  const now = clock.now().getTime();
  const today = Math.floor(now / dayMs) * dayMs;
  const starts = Array.from({ length: 7 }, (_, index) => today - (6 - index) * dayMs);
  const stretches = [
    { from: now - dayMs, to: now + dayMs },
    ...starts.map((start) => ({ from: start, to: start + dayMs })),
  ];
  const [lastDay, ...days] = await countStretches(useCase, stretches);
  const dated = days.map((flow, index) => ({
    ...flow,
    date: new Date(starts[index] ?? today).toISOString().slice(0, 10),
  }));
  const sum = (key: keyof Flow) => days.reduce((total, flow) => total + flow[key], 0);
  return {
    day: lastDay ?? emptyFlow(),
    week: { model: sum("model"), human: sum("human"), fallback: sum("fallback"), waiting: sum("waiting") },
    days: dated,
  };
}

const emptyFlow = (): Flow => ({ model: 0, human: 0, fallback: 0, waiting: 0 });

async function countStretches(
  useCase: UseCaseRecord,
  stretches: readonly { from: number; to: number }[],
): Promise<Flow[]> {
  const keys = useCase.definition.outcomes.map((outcome) => outcome.key);
  const anyOutcome = keys.length === 0 ? Prisma.sql`outcome IS NULL` : Prisma.sql`outcome = ANY(${keys}::text[])`;
  const ranges = stretches.map(({ from, to }, place) => ({
    place,
    least: firstIdOf(new Date(from)),
    below: firstIdOf(new Date(to)),
  }));
  const inStretch = Prisma.sql`
    use_case_id = ${useCase.id}::uuid AND mode = ANY(${[...modes]}::mode[]) AND id >= r.least AND id < r.below`;
  const rows = await database.$queryRaw<{ place: number; by: DecidedBy | "waiting"; n: number }[]>`
    WITH r AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(ranges)}::jsonb) AS r(place int, least uuid, below uuid))
    SELECT r.place, d::text AS by, (
      SELECT count(*)::int FROM item
      WHERE status = 'decided' AND decided_by = d AND ${anyOutcome} AND ${inStretch}) AS n
    FROM r CROSS JOIN unnest(${[...deciders]}::decided_by[]) AS d
    UNION ALL
    SELECT r.place, 'waiting', (
      SELECT count(*)::int FROM item
      WHERE status = 'in_review' AND decided_by IS NULL AND outcome IS NULL AND ${inStretch})
    FROM r`;
  const flows = stretches.map(emptyFlow);
  for (const { place, by, n } of rows) {
    const flow = flows[place];
    if (flow !== undefined) flow[by] = n;
  }
  return flows;
}
