import "server-only";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import { queueOrder } from "@/lib/review/offered-query";
import { mostCounted } from "@/lib/review/review-schema";
import { paceOf, type ServiceForecast, serviceForecast } from "@/lib/statistics/service-forecast";

/** How a use case's queue stands against its service level. */
export interface QueueForecast extends ServiceForecast {
  /** People who answered in the last hour. */
  onDuty: number;
  /** Answers an hour that can be expected of them. */
  perHour: number;
}

const hourMs = 3_600_000;
const paceHours = 4;
const horizonHours = 24;
/** With nobody on duty only what falls due soon is worth a word: people may come back before the rest. */
const idleHorizonHours = 2;

/** By use case id; without those whose queue has no due dates. At most the first 10,000 reviews of each are looked at. */
export async function findForecasts(useCaseIds: readonly string[]): Promise<Map<string, QueueForecast>> {
  const now = clock.now();
  const rows = await database.$queryRaw<
    { id: string; dues: (string | null)[] | null; answers: number; quarters: number; onDuty: number }[]
  >`
    SELECT u AS id, queue.dues, pace.answers, pace.quarters, pace."onDuty"
    FROM unnest(${[...useCaseIds]}::uuid[]) AS u
    CROSS JOIN LATERAL (
      SELECT json_agg(due_at ORDER BY place) AS dues FROM (
        SELECT r.due_at, row_number() OVER () AS place FROM (
          SELECT r.due_at FROM review r WHERE r.use_case_id = u AND r.status = 'open'
          ORDER BY ${queueOrder(Prisma.sql`r`)} LIMIT ${mostCounted}) r) waits
      HAVING count(due_at) > 0
    ) queue
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS answers,
             count(DISTINCT (s.reviewer_id, date_bin('15 minutes', s.answered_at, 'epoch')))::int AS quarters,
             (count(DISTINCT s.reviewer_id) FILTER (WHERE s.answered_at >= ${new Date(now.getTime() - hourMs)}))::int AS "onDuty"
      FROM review s
      WHERE s.use_case_id = u AND s.status = 'settled' AND s.settled_at >= ${new Date(now.getTime() - paceHours * hourMs)}
        AND s.reviewer_id IS NOT NULL AND s.purpose <> 'override' AND s.bulk_decision_id IS NULL
    ) pace`;
  return new Map(
    rows.map(({ id, dues, answers, quarters, onDuty }) => {
      const perHour = paceOf({ answers, quarters, onDuty });
      const forecast = serviceForecast({
        dues: (dues ?? []).map((due) => (due === null ? null : new Date(due))),
        perHour,
        now,
        horizonHours: onDuty === 0 ? idleHorizonHours : horizonHours,
      });
      return [id, { ...forecast, onDuty, perHour }];
    }),
  );
}
