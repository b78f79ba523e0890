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

type Compared = Pick<UseCaseRecord, "id" | "champion" | "definition">;

/** How a use case's champion and people agree. */
export async function findAgreement(useCase: Compared): Promise<AgreementView> {
  const view = (await findAgreements([useCase])).get(useCase.id);
  if (view === undefined) throw new Error("A use case was not compared.");
  return view;
}

/**
 * The same for several, by use case id, in one query: the champions in force against the final verdicts of the last 28
 * days (the latest 5,000 of each). Where the reviewer answered before the suggestion was shown, that first answer counts.
 */
export async function findAgreements(useCases: readonly Compared[]): Promise<Map<string, AgreementView>> {
  const since = new Date(clock.now().getTime() - agreementDays * 86_400_000);
  const champions = useCases.flatMap(({ id, champion, definition }) =>
    champion === null ? [] : [{ use_case: id, champion: champion.id, tolerance: definition.target?.tolerance ?? 0 }],
  );
  const rows = await database.$queryRaw<
    { useCaseId: string; stratum: keyof AgreementView; n: number; agreed: number }[]
  >`
    SELECT u.use_case AS "useCaseId", stratum, count(*)::int AS n, (count(*) FILTER (WHERE agrees))::int AS agreed
    FROM jsonb_to_recordset(${JSON.stringify(champions)}::jsonb) AS u(use_case uuid, champion uuid, tolerance float8)
    CROSS JOIN LATERAL (
      SELECT CASE WHEN v.purpose = 'quality_control' THEN 'checked' WHEN v.blind THEN 'blind' ELSE 'seen' END AS stratum,
             CASE WHEN a.value IS NULL THEN a.outcome = v.outcome ELSE abs(a.value - v.value) <= u.tolerance END AS agrees
      FROM (
        SELECT r.item_id, r.purpose, r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL AS blind,
               coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
        FROM review r
        WHERE r.use_case_id = u.use_case AND r.status = 'settled' AND r.settled_at >= ${since}
        ORDER BY r.settled_at DESC LIMIT ${mostVerdicts}
      ) AS v
      JOIN prediction a ON a.item_id = v.item_id AND a.model_version_id = u.champion
      WHERE a.failure IS NULL
    ) AS compared
    GROUP BY u.use_case, stratum`;
  const of = (useCaseId: string, stratum: keyof AgreementView) => {
    const row = rows.find((found) => found.useCaseId === useCaseId && found.stratum === stratum);
    return agreement(row?.agreed ?? 0, row?.n ?? 0);
  };
  return new Map(
    useCases.map(({ id }) => [id, { blind: of(id, "blind"), seen: of(id, "seen"), checked: of(id, "checked") }]),
  );
}

function agreement(agreed: number, n: number): Agreement {
  return { agreed, n, interval: n === 0 ? null : clopperPearson(agreed, n) };
}
