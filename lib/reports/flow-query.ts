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

type Counted = Pick<UseCaseRecord, "id" | "definition">;

interface Stretch {
  from: number;
  to: number;
}

const dayMs = 86_400_000;

const emptyFlow = (): Flow => ({ model: 0, human: 0, fallback: 0, waiting: 0 });

/** What became of a use case's items of the last days. */
export async function findFlow(useCase: Counted): Promise<FlowView> {
  const flow = (await findFlows([useCase])).get(useCase.id);
  if (flow === undefined) throw new Error("A use case was not counted.");
  return flow;
}

/** The same for several, by use case id, in one query. */
export async function findFlows(useCases: readonly Counted[]): Promise<Map<string, FlowView>> {
  const now = clock.now().getTime();
  const today = Math.floor(now / dayMs) * dayMs;
  const starts = Array.from({ length: 7 }, (_, index) => today - (6 - index) * dayMs);
  const stretches = [
    { from: now - dayMs, to: now + dayMs },
    ...starts.map((start) => ({ from: start, to: start + dayMs })),
  ];
  const counted = await countStretches(useCases, stretches);
  return new Map(
    useCases.map(({ id }) => {
      const [day = emptyFlow(), ...flows] = counted.get(id) ?? stretches.map(emptyFlow);
      const days = flows.map((flow, index) => ({
        ...flow,
        date: new Date(starts[index] ?? today).toISOString().slice(0, 10),
      }));
      const sum = (key: keyof Flow) => days.reduce((total, flow) => total + flow[key], 0);
      const week = { model: sum("model"), human: sum("human"), fallback: sum("fallback"), waiting: sum("waiting") };
      return [id, { day, week, days }];
    }),
  );
}

/** Counts the entries of one index, stretch by stretch; reads no item. */
async function countStretches(useCases: readonly Counted[], stretches: readonly Stretch[]) {
  const ranges = useCases.flatMap(({ id, definition }) => {
    const keys = definition.outcomes.map((outcome) => outcome.key);
    return stretches.map(({ from, to }, place) => ({
      use_case: id,
      outcomes: keys.length === 0 ? null : keys,
      place,
      least: firstIdOf(new Date(from)),
      below: firstIdOf(new Date(to)),
    }));
  });
  const inStretch = Prisma.sql`
    use_case_id = r.use_case AND mode = ANY(${[...modes]}::mode[]) AND id >= r.least AND id < r.below`;
  const decided = (outcome: Prisma.Sql, among: Prisma.Sql) => Prisma.sql`
    SELECT r.use_case AS "useCaseId", r.place, d::text AS by, (
      SELECT count(*)::int FROM item WHERE status = 'decided' AND decided_by = d AND ${outcome} AND ${inStretch}) AS n
    FROM r CROSS JOIN unnest(${[...deciders]}::decided_by[]) AS d WHERE ${among}`;
  const rows = await database.$queryRaw<{ useCaseId: string; place: number; by: DecidedBy | "waiting"; n: number }[]>`
    WITH r AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(ranges)}::jsonb)
        AS r(use_case uuid, outcomes text[], place int, least uuid, below uuid))
    ${decided(Prisma.sql`outcome = ANY(r.outcomes)`, Prisma.sql`r.outcomes IS NOT NULL`)}
    UNION ALL
    ${decided(Prisma.sql`outcome IS NULL`, Prisma.sql`r.outcomes IS NULL`)}
    UNION ALL
    SELECT r.use_case, r.place, 'waiting', (
      SELECT count(*)::int FROM item
      WHERE status = 'in_review' AND decided_by IS NULL AND outcome IS NULL AND ${inStretch})
    FROM r`;
  const counted = new Map(useCases.map(({ id }) => [id, stretches.map(emptyFlow)]));
  for (const { useCaseId, place, by, n } of rows) {
    const flow = counted.get(useCaseId)?.[place];
    if (flow !== undefined) flow[by] = n;
  }
  return counted;
}
