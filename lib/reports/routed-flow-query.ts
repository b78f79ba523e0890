import "server-only";
import type { RouteReason } from "@/lib/engine/route-item";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { type RoutedFlow, type RoutedGroup, routedFlow } from "@/lib/reports/routed-flow-view";

/** How a stretch of time went. */
export interface FlowWindow {
  hours: 1 | 24;
  /** Items that came in, at most `mostCounted`, which then means "or more". */
  arrived: number;
  atLeast: boolean;
  /** The latest of them, at most `mostRouted`. */
  flow: RoutedFlow;
}

export interface RoutedFlows {
  hour: FlowWindow;
  day: FlowWindow;
}

const mostCounted = 200_000;
const mostRouted = 20_000;
const hourMs = 3_600_000;

interface GroupRow {
  recent: boolean;
  decides: RoutedGroup["decides"] | null;
  fallback: boolean | null;
  sampled: boolean | null;
  reasons: RouteReason[] | null;
  n: number;
}

/** How the items of the last hour and the last 24 hours were routed on arrival. Bounded work. */
export async function findRoutedFlows(useCaseId: string): Promise<RoutedFlows> {
  const now = clock.now().getTime();
  const [hourAgo, dayAgo] = [firstIdOf(new Date(now - hourMs)), firstIdOf(new Date(now - 24 * hourMs))];
  const [counted, rows] = await Promise.all([
    // The use case comes out of a list, so that the planner cannot think of walking the primary key past all others.
    database.$queryRaw<{ hour: number; day: number }[]>`
      SELECT (count(*) FILTER (WHERE id >= ${hourAgo}::uuid))::int AS hour, count(*)::int AS day
      FROM unnest(ARRAY[${useCaseId}::uuid]) AS u CROSS JOIN LATERAL (
        SELECT id FROM item WHERE use_case_id = u AND id >= ${dayAgo}::uuid ORDER BY id DESC LIMIT ${mostCounted}) AS counted`,
    database.$queryRaw<GroupRow[]>`
      SELECT id >= ${hourAgo}::uuid AS recent, route ->> 'decides' AS decides, (route ->> 'fallback') = 'true' AS fallback,
             (route ->> 'review') = 'quality_control' AS sampled, route -> 'reasons' AS reasons, count(*)::int AS n
      FROM unnest(ARRAY[${useCaseId}::uuid]) AS u CROSS JOIN LATERAL (
        SELECT id, route FROM item WHERE use_case_id = u AND id >= ${dayAgo}::uuid
        ORDER BY id DESC LIMIT ${mostRouted}) AS latest
      GROUP BY 1, 2, 3, 4, 5`,
  ]);
  const { hour, day } = counted[0] ?? { hour: 0, day: 0 };
  const groups = (some: readonly GroupRow[]) =>
    routedFlow(
      some.map(({ decides, fallback, sampled, reasons, n }) => ({
        decides: decides ?? "human",
        fallback: fallback ?? false,
        sampled: sampled ?? false,
        reasons: reasons ?? [],
        n,
      })),
    );
  return {
    hour: {
      hours: 1,
      arrived: hour,
      atLeast: hour === mostCounted,
      flow: groups(rows.filter(({ recent }) => recent)),
    },
    day: { hours: 24, arrived: day, atLeast: day === mostCounted, flow: groups(rows) },
  };
}
