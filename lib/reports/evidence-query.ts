import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { isDrawn } from "@/lib/reports/first-verdict-query";
import { type ConfidenceBin, confidenceBins } from "@/lib/statistics/coverage";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What the champion in force said lately, outcome by outcome, and how people's blind verdicts compare. */
export interface Evidence {
  /** Items that it was asked about. */
  asked: number;
  /** Of these, those without an answer, or with a category that its field's list does not know: never automated. */
  unusable: number;
  outcomes: { key: string; bins: ConfidenceBin[] }[];
}

const evidenceDays = 28;
const mostItems = 5_000;

const emptyBins = (): ConfidenceBin[] =>
  Array.from({ length: confidenceBins }, () => ({ count: 0, compared: 0, agreed: 0 }));

/** Over the latest items of the last 28 days, at most 5,000. A verdict counts where it was given before the model's answer was seen; so what the champion said as a challenger counts too. */
export async function findEvidence(useCase: UseCaseRecord): Promise<Evidence> {
  const outcomes = useCase.definition.outcomes.map(({ key }) => ({ key, bins: emptyBins() }));
  if (useCase.champion === null) return { asked: 0, unusable: 0, outcomes };
  const since = firstIdOf(new Date(clock.now().getTime() - evidenceDays * 86_400_000));
  const rows = await database.$queryRaw<(ConfidenceBin & { usable: boolean; outcome: string | null; bin: number })[]>`
    WITH latest AS (
      SELECT id, unlisted FROM item
      WHERE use_case_id = ${useCase.id}::uuid AND id >= ${since}::uuid ORDER BY id DESC LIMIT ${mostItems}
    )
    SELECT p.failure IS NULL AND cardinality(i.unlisted) = 0 AS usable, p.outcome,
           least(floor(coalesce(p.confidence, 0) * 100), 100)::int AS bin,
           count(*)::int AS count, count(v.outcome)::int AS compared,
           (count(*) FILTER (WHERE v.outcome = p.outcome))::int AS agreed
    FROM latest i JOIN prediction p ON p.item_id = i.id AND p.model_version_id = ${useCase.champion.id}::uuid
    LEFT JOIN LATERAL (
      SELECT coalesce(r.first_outcome, r.outcome) AS outcome FROM review r
      WHERE r.item_id = i.id AND r.status = 'settled' AND ${isDrawn}
        AND (r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL)
      ORDER BY r.id LIMIT 1) v ON TRUE
    GROUP BY 1, 2, 3`;
  const evidence: Evidence = { asked: 0, unusable: 0, outcomes };
  for (const { usable, outcome, bin, count, compared, agreed } of rows) {
    evidence.asked += count;
    if (!usable) evidence.unusable += count;
    const place = usable ? outcomes.find(({ key }) => key === outcome)?.bins[bin] : undefined;
    if (place !== undefined) Object.assign(place, { count, compared, agreed });
  }
  return evidence;
}
