import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** How often people said what the model said. */
export interface Agreement {
  agreed: number;
  n: number;
  /** 95%, exact (Clopper and Pearson); null without verdicts. */
  interval: { lower: number; upper: number } | null;
}

/** Kept apart, because pooled they would mislead: items left to people are the harder ones. */
export interface AgreementView {
  /** Items left to people, answered without having seen the model's answer. */
  blind: Agreement;
  /** The same, answered with the model's answer in view: people tend to follow it. */
  seen: Agreement;
  /** Automated items that people checked, blind. */
  checked: Agreement;
}

const agreementDays = 28;
const mostVerdicts = 5_000;

/**
 * The champion in force against the final verdicts of the last 28 days (at most the latest 5,000). Where the reviewer
 * answered before the suggestion was shown, that first answer counts.
 */
export async function findAgreement(useCase: UseCaseRecord): Promise<AgreementView> {
  if (useCase.champion === null) return { blind: agreement(0, 0), seen: agreement(0, 0), checked: agreement(0, 0) };
  const since = new Date(clock.now().getTime() - agreementDays * 86_400_000);
  const tolerance = useCase.definition.target?.tolerance ?? 0;
  const rows = await database.$queryRaw<{ stratum: keyof AgreementView; n: number; agreed: number }[]>`
    WITH verdict AS (
      SELECT r.item_id, r.purpose, r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL AS blind,
             coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
      FROM review r
      WHERE r.use_case_id = ${useCase.id}::uuid AND r.status = 'settled' AND r.settled_at >= ${since}
      ORDER BY r.settled_at DESC LIMIT ${mostVerdicts}
    ), compared AS (
      SELECT CASE WHEN v.purpose = 'quality_control' THEN 'checked' WHEN v.blind THEN 'blind' ELSE 'seen' END AS stratum,
             CASE WHEN a.value IS NULL THEN a.outcome = v.outcome
                  ELSE abs(a.value - v.value) <= ${tolerance}::float8 END AS agrees
      FROM verdict v
      JOIN prediction a ON a.item_id = v.item_id AND a.model_version_id = ${useCase.champion.id}::uuid
      WHERE a.failure IS NULL
    )
    SELECT stratum, count(*)::int AS n, (count(*) FILTER (WHERE agrees))::int AS agreed FROM compared GROUP BY stratum`;
  const of = (stratum: keyof AgreementView) => {
    const row = rows.find((found) => found.stratum === stratum);
    return agreement(row?.agreed ?? 0, row?.n ?? 0);
  };
  return { blind: of("blind"), seen: of("seen"), checked: of("checked") };
}

function agreement(agreed: number, n: number): Agreement {
  return { agreed, n, interval: n === 0 ? null : clopperPearson(agreed, n) };
}
