import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { PredictionRole } from "@/lib/platform/generated/prisma/enums";
import { type Agreement, agreementOf } from "@/lib/reports/agreement-of";
import { isFirstVerdict } from "@/lib/reports/first-verdict-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

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
 * days (the latest 5,000 of each). One verdict an item, the first: several on one item are no independent ones. Second
 * opinions and adjudications do not count, because they were asked for where an item is hard. Where the reviewer answered before the suggestion was shown, that first answer counts.
 * What a champion said as a challenger before counts among the blind verdicts only: nobody saw it, and it decided nothing.
 */
export async function findAgreements(useCases: readonly Compared[]): Promise<Map<string, AgreementView>> {
  const from = new Date(clock.now().getTime() - agreementDays * 86_400_000);
  const champions = useCases.flatMap(({ id, champion, definition }) =>
    champion === null
      ? []
      : [{ useCaseId: id, modelId: champion.id, tolerance: toleranceOf(definition), from, until: null }],
  );
  const counts = await countVerdicts(champions);
  return new Map(
    useCases.map(({ id }) => {
      const own = counts.filter(({ useCaseId }) => useCaseId === id);
      return [id, agreementView(own.filter(({ stratum, role }) => stratum === "blind" || role === "champion"))];
    }),
  );
}

/**
 * How model versions of one use case and people agree, by model id: for each the latest 5,000 final verdicts of a stretch
 * of time, whatever part it played then. Of a challenger nobody saw an answer; "seen" then means that of the champion.
 */
export async function findVersionAgreements(
  { id, definition }: Pick<UseCaseRecord, "id" | "definition">,
  versions: readonly { id: string; from: Date; until: Date | null }[],
): Promise<Map<string, AgreementView>> {
  const tolerance = toleranceOf(definition);
  const counts = await countVerdicts(
    versions.map((version) => ({ ...version, useCaseId: id, modelId: version.id, tolerance })),
  );
  return new Map(
    versions.map((version) => [version.id, agreementView(counts.filter(({ modelId }) => modelId === version.id))]),
  );
}

const toleranceOf = (definition: Compared["definition"]): number => definition.target?.tolerance ?? 0;

interface VerdictCount {
  useCaseId: string;
  modelId: string;
  stratum: keyof AgreementView;
  /** What the model was when it answered. */
  role: PredictionRole;
  n: number;
  agreed: number;
}

async function countVerdicts(
  compared: readonly { useCaseId: string; modelId: string; tolerance: number; from: Date; until: Date | null }[],
): Promise<VerdictCount[]> {
  if (compared.length === 0) return [];
  return database.$queryRaw<VerdictCount[]>`
    SELECT u."useCaseId", u."modelId", stratum, role::text, count(*)::int AS n,
           (count(*) FILTER (WHERE agrees))::int AS agreed
    FROM jsonb_to_recordset(${JSON.stringify(compared)}::jsonb) AS u(
      "useCaseId" uuid, "modelId" uuid, tolerance float8, "from" timestamptz, until timestamptz)
    CROSS JOIN LATERAL (
      SELECT CASE WHEN v.purpose = 'quality_control' THEN 'checked' WHEN v.blind THEN 'blind' ELSE 'seen' END AS stratum,
             a.role,
             CASE WHEN a.value IS NULL THEN a.outcome = v.outcome ELSE abs(a.value - v.value) <= u.tolerance END AS agrees
      FROM (
        SELECT r.item_id, r.purpose, r.suggestion_shown_at IS NULL OR r.first_answered_at IS NOT NULL AS blind,
               coalesce(r.first_outcome, r.outcome) AS outcome, coalesce(r.first_value, r.value) AS value
        FROM review r
        WHERE r.use_case_id = u."useCaseId" AND r.status = 'settled' AND r.settled_at >= u."from"
          AND r.settled_at <= coalesce(u.until, 'infinity') AND ${isFirstVerdict}
        ORDER BY r.settled_at DESC LIMIT ${mostVerdicts}
      ) AS v
      JOIN prediction a ON a.item_id = v.item_id AND a.model_version_id = u."modelId"
      WHERE a.failure IS NULL
    ) AS compared
    GROUP BY u."useCaseId", u."modelId", stratum, role`;
}

function agreementView(counts: readonly VerdictCount[]): AgreementView {
  const of = (stratum: keyof AgreementView): Agreement => {
    const rows = counts.filter((row) => row.stratum === stratum);
    const sum = (part: "n" | "agreed") => rows.reduce((total, row) => total + row[part], 0);
    return agreementOf(sum("agreed"), sum("n"));
  };
  return { blind: of("blind"), seen: of("seen"), checked: of("checked") };
}
