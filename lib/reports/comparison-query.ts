import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { type Agreement, agreementOf } from "@/lib/reports/agreement-of";
import { isDrawn } from "@/lib/reports/first-verdict-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Champion and challenger side by side, on the same items. */
export interface Comparison {
  /** Items that both answered, and of these, on how many they differ. */
  items: number;
  differ: number;
  /** On those with a verdict that saw no answer: how often each said the same. */
  champion: Agreement;
  challenger: Agreement;
}

const comparedDays = 28;
const mostItems = 5_000;

/** Over the use case's latest items of the last 28 days, at most 5,000. Whose answer counted does not matter here. */
export async function compareVersions(
  useCase: Pick<UseCaseRecord, "id" | "definition">,
  championId: string,
  challengerId: string,
): Promise<Comparison> {
  const since = firstIdOf(new Date(clock.now().getTime() - comparedDays * 86_400_000));
  const tolerance = useCase.definition.target?.tolerance ?? 0;
  const [row] = await database.$queryRaw<
    { items: number; differ: number; judged: number; champion: number; challenger: number }[]
  >`
    WITH latest AS (
      SELECT id FROM item WHERE use_case_id = ${useCase.id}::uuid AND id >= ${since}::uuid
      ORDER BY id DESC LIMIT ${mostItems}
    ), pairs AS (
      SELECT i.id, a.outcome AS a_outcome, a.value AS a_value, b.outcome AS b_outcome, b.value AS b_value
      FROM latest i
      JOIN prediction a ON a.item_id = i.id AND a.model_version_id = ${championId}::uuid AND a.failure IS NULL
      JOIN prediction b ON b.item_id = i.id AND b.model_version_id = ${challengerId}::uuid AND b.failure IS NULL
    )
    SELECT count(*)::int AS items,
           (count(*) FILTER (WHERE CASE WHEN a_value IS NULL THEN a_outcome <> b_outcome
                                        ELSE abs(a_value - b_value) > ${tolerance} END))::int AS differ,
           count(v.item_id)::int AS judged,
           (count(*) FILTER (WHERE CASE WHEN v.value IS NULL THEN a_outcome = v.outcome
                                        ELSE abs(a_value - v.value) <= ${tolerance} END))::int AS champion,
           (count(*) FILTER (WHERE CASE WHEN v.value IS NULL THEN b_outcome = v.outcome
                                        ELSE abs(b_value - v.value) <= ${tolerance} END))::int AS challenger
    FROM pairs LEFT JOIN LATERAL (
      SELECT r.item_id, coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
      FROM review r
      WHERE r.item_id = pairs.id AND r.status = 'settled' AND ${isDrawn}
        AND (r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL)
      ORDER BY r.id LIMIT 1) v ON TRUE`;
  const { items, differ, judged, champion, challenger } = row ?? {
    items: 0,
    differ: 0,
    judged: 0,
    champion: 0,
    challenger: 0,
  };
  return { items, differ, champion: agreementOf(champion, judged), challenger: agreementOf(challenger, judged) };
}
