import "server-only";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { Problem } from "@/lib/platform/errors";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";
import { guardrailProblems } from "@/lib/use-cases/guardrail-problems";
import { mappingFit } from "@/lib/use-cases/mapping-fit";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Kinds whose every stored value is also a valid one of the other kind. */
const widenings: Partial<Record<Field["kind"], Field["kind"]>> = { integer: "number", text: "long_text" };

/** How a field's change could invalidate an item: the condition on stored items, and a sentence about those it hits. */
interface Risk {
  path: string;
  hits: Prisma.Sql;
  sentence: (items: string) => string;
}

function fieldRisks(before: Field, after: Field, path: string): Risk[] {
  const value = Prisma.sql`input->>${before.key}::text`;
  const held = Prisma.sql`jsonb_exists(input, ${before.key})`;
  const risks: Risk[] = [];
  const risk = (name: string, hits: Prisma.Sql, sentence: Risk["sentence"]) =>
    risks.push({ path: `${path}.${name}`, hits: Prisma.sql`${held} AND ${hits}`, sentence });
  if (before.kind !== after.kind && widenings[before.kind] !== after.kind) {
    risk("kind", Prisma.sql`TRUE`, (items) => {
      return `${items} hold a value of kind ${before.kind} here. Keep the kind, and add another field for the new one.`;
    });
    return risks;
  }
  if (after.required && !before.required) {
    risks.push({ path: `${path}.required`, hits: Prisma.sql`NOT ${held}`, sentence: lacksValue });
  }
  if (after.min !== undefined && (before.min === undefined || after.min > before.min)) {
    risk("min", Prisma.sql`(${value})::float8 < ${after.min}::float8`, (items) => {
      return `${items} hold less than ${after.min}. Choose a lower smallest value.`;
    });
  }
  if (after.max !== undefined && (before.max === undefined || after.max < before.max)) {
    risk("max", Prisma.sql`(${value})::float8 > ${after.max}::float8`, (items) => {
      return `${items} hold more than ${after.max}. Choose a higher largest value.`;
    });
  }
  if (after.kind === "category" && !after.open) {
    risk("categories", Prisma.sql`${value} <> ALL(${after.categories ?? []}::text[])`, (items) => {
      return `${items} hold a category that this list lacks. Keep those categories, or open the field.`;
    });
  }
  return risks;
}

function lacksValue(items: string): string {
  return `${items} have no value here. Leave the field optional.`;
}

function inputRisks(before: Definition, after: Definition): Risk[] {
  const latter = new Map(after.fields.map((field, index) => [field.key, { field, path: `fields.${index}` }]));
  const former = new Set(before.fields.map((field) => field.key));
  const changed = before.fields.flatMap((field): Risk[] => {
    const now = latter.get(field.key);
    if (now !== undefined) return fieldRisks(field, now.field, now.path);
    const sentence = (items: string) =>
      `${items} hold a value of the field "${field.label}". Keep it; it can be optional.`;
    return [{ path: "fields", hits: Prisma.sql`jsonb_exists(input, ${field.key})`, sentence }];
  });
  const added = [...latter.values()].flatMap(({ field, path }): Risk[] => {
    if (former.has(field.key) || !field.required) return [];
    return [{ path: `${path}.required`, hits: Prisma.sql`TRUE`, sentence: lacksValue }];
  });
  return [...changed, ...added];
}

function targetRisks(before: Definition, after: Definition): Risk[] {
  const { min, max } = after.target ?? {};
  const risks: Risk[] = [];
  const answers = Prisma.sql`SELECT value FROM decision d WHERE d.item_id = item.id
    UNION ALL SELECT value FROM review r WHERE r.item_id = item.id`;
  if (min !== undefined && (before.target?.min === undefined || min > before.target.min)) {
    const hits = Prisma.sql`EXISTS (SELECT FROM (${answers}) a WHERE a.value < ${min}::float8)`;
    risks.push({ path: "target.min", hits, sentence: (items) => `${items} were answered with less than ${min}.` });
  }
  if (max !== undefined && (before.target?.max === undefined || max < before.target.max)) {
    const hits = Prisma.sql`EXISTS (SELECT FROM (${answers}) a WHERE a.value > ${max}::float8)`;
    risks.push({ path: "target.max", hits, sentence: (items) => `${items} were answered with more than ${max}.` });
  }
  return risks;
}

/** A few of the items that it hits, by external id, as the beginning of a sentence; null: none. */
async function nameItems(tx: Transaction, useCaseId: string, hits: Prisma.Sql): Promise<string | null> {
  const rows = await tx.$queryRaw<{ externalId: string }[]>`
    SELECT external_id AS "externalId" FROM item WHERE use_case_id = ${useCaseId}::uuid AND (${hits}) LIMIT 4`;
  if (rows.length === 0) return null;
  const names = rows.slice(0, 3).map((row) => row.externalId);
  return `Stored items (${names.join(", ")}${rows.length > 3 ? " and more" : ""})`;
}

/** What stored data still says about an outcome that is to go, as the end of a sentence; null: nothing. */
async function outcomeUse(tx: Transaction, useCase: UseCaseRecord, outcome: string): Promise<string | null> {
  if (Object.hasOwn(useCase.policy.settings.thresholds, outcome)) {
    return `policy ${useCase.policy.version} has a threshold for it. Take the threshold out first, on the Automation page.`;
  }
  const { fallback } = useCase.policy.settings;
  if (fallback.to === "outcome" && fallback.outcome === outcome) {
    return `policy ${useCase.policy.version} falls back to it. Choose another fallback first, on the Automation page.`;
  }
  const [found] = await tx.$queryRaw<{ use: string }[]>`
    SELECT 'a proposed policy has a threshold for it. Settle the proposal first.' AS use FROM policy_change
      WHERE use_case_id = ${useCase.id}::uuid AND status = 'pending' AND jsonb_exists(settings->'thresholds', ${outcome})
    UNION ALL SELECT 'model version ' || version || ' answers with it.' FROM model_version
      WHERE use_case_id = ${useCase.id}::uuid AND jsonb_exists(mapping->'output'->'classes', ${outcome})
    UNION ALL (SELECT 'item ' || i.external_id || ' was answered with it.' FROM item i
      WHERE i.use_case_id = ${useCase.id}::uuid AND (i.outcome = ${outcome}
        OR EXISTS (SELECT FROM decision d WHERE d.item_id = i.id AND d.outcome = ${outcome})
        OR EXISTS (SELECT FROM prediction p WHERE p.item_id = i.id AND p.outcome = ${outcome})
        OR EXISTS (SELECT FROM review r WHERE r.item_id = i.id AND ${outcome} IN (r.outcome, r.first_outcome)))
      LIMIT 1)
    LIMIT 1`;
  return found?.use ?? null;
}

async function outcomeConflicts(tx: Transaction, useCase: UseCaseRecord, after: Definition): Promise<Problem[]> {
  const kept = new Set(after.outcomes.map((outcome) => outcome.key));
  const problems: Problem[] = [];
  for (const { key, label } of useCase.definition.outcomes) {
    if (kept.has(key)) continue;
    const use = await outcomeUse(tx, useCase, key);
    if (use !== null) problems.push({ path: "outcomes", message: `The outcome "${label}" cannot go: ${use}` });
  }
  return problems;
}

async function generalConflicts(tx: Transaction, useCase: UseCaseRecord, after: Definition): Promise<Problem[]> {
  const { mode, baseMode, rampShare } = useCase.policy.settings;
  if (after.unit !== useCase.definition.unit && mode !== baseMode && rampShare > 0 && rampShare < 1) {
    const message = "A ramp is under way, and another unit would draw its buckets anew. Finish or end the ramp first.";
    return [{ path: "unit", message }];
  }
  if (after.kind === useCase.definition.kind) return [];
  const [used] = await tx.$queryRaw<{ used: boolean }[]>`
    SELECT EXISTS (SELECT FROM item WHERE use_case_id = ${useCase.id}::uuid)
        OR EXISTS (SELECT FROM model_version WHERE use_case_id = ${useCase.id}::uuid) AS used`;
  if (used?.used !== true) return [];
  return [
    { path: "kind", message: "This use case has items or models already. Define a new use case for the other kind." },
  ];
}

/**
 * The models that the policy in force names have to stay usable; the others are held against the definition when a policy
 * names them.
 */
async function modelConflicts(tx: Transaction, useCase: UseCaseRecord, after: Definition): Promise<Problem[]> {
  const { champion, challengers, fallback } = useCase.policy.settings;
  const named = [
    ...(champion === null ? [] : [champion]),
    ...challengers.map(({ version }) => version),
    ...(fallback.to === "model" ? [fallback.version] : []),
  ];
  if (named.length === 0) return [];
  const models = await tx.modelVersion.findMany({
    where: { useCaseId: useCase.id, version: { in: named } },
    orderBy: { version: "asc" },
    select: { version: true, mapping: true },
  });
  return models.flatMap(({ version, mapping }) => {
    if (mapping === null) return [];
    const [part, way] =
      version === champion
        ? ["champion", ""]
        : fallback.to === "model" && fallback.version === version
          ? ["fallback", " Choose another fallback first, on the Automation page."]
          : ["challenger", " Take it out of the challengers first, on the Automation page."];
    return mappingFit(mappingSchema.parse(mapping), after).map(({ message }) => ({
      path: "",
      message: `The ${part}, model version ${version}, would no longer fit. ${message}${way}`,
    }));
  });
}

/** Guardrails and priority rules that are in force and would say nothing about the new fields and outcomes. */
function ruleConflicts({ definition, policy }: UseCaseRecord, after: Definition): Problem[] {
  const before = new Set(guardrailProblems(definition, policy.settings).map(({ path }) => path));
  return guardrailProblems(after, policy.settings)
    .filter(({ path }) => !before.has(path))
    .map(({ path, message }) => {
      const [list, place] = path.split(".");
      const name =
        list === "guardrails"
          ? `The guardrail "${policy.settings.guardrails[Number(place)]?.key}"`
          : `Priority rule ${Number(place) + 1}`;
      return { path: "", message: `${name} would no longer fit. ${message} Change it first, on the Automation page.` };
    });
}

/** What stands against the new definition: stored items, answers, models and policies that it would invalidate. */
export async function definitionConflicts(
  tx: Transaction,
  useCase: UseCaseRecord,
  after: Definition,
): Promise<Problem[]> {
  const problems = await generalConflicts(tx, useCase, after);
  for (const risk of [...inputRisks(useCase.definition, after), ...targetRisks(useCase.definition, after)]) {
    const items = await nameItems(tx, useCase.id, risk.hits);
    if (items !== null) problems.push({ path: risk.path, message: risk.sentence(items) });
  }
  const others = [
    await outcomeConflicts(tx, useCase, after),
    await modelConflicts(tx, useCase, after),
    ruleConflicts(useCase, after),
  ];
  return [...problems, ...others.flat()];
}
