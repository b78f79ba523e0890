import "server-only";
import type { Actor } from "@/lib/access/actor";
import { may, useCasesWith } from "@/lib/access/authorize";
import type { PermissionName } from "@/lib/access/permissions";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type Database, database, Prisma } from "@/lib/platform/database";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** A use case with its definition and the policy in force. */
export interface UseCaseRecord {
  id: string;
  slug: string;
  definition: Definition;
  definitionVersion: number;
  haltedAt: Date | null;
  policy: { id: string; version: number; settings: PolicySettings /** In hex. */; sha256: string };
  /** The model version whose answers count; null: none. */
  champion: {
    id: string;
    version: number;
    name: string /** In hex; null without a file. */;
    sha256: string | null;
  } | null;
}

interface UseCaseRow extends Omit<UseCaseRecord, "definition"> {
  name: string;
  kind: Definition["kind"];
  guideline: string;
  secondPersonToRaise: boolean;
  unit: Definition["unit"];
  reviewCost: number | null;
  target: Definition["target"] | null;
  reasonCodes: Definition["reasonCodes"];
  reasonRequired: boolean;
  blindAdjudication: boolean;
  fields: (Omit<Definition["fields"][number], "categories"> & { categories: string[] })[];
  outcomes: Definition["outcomes"];
}

function toRecord(row: UseCaseRow): UseCaseRecord {
  const { id, slug, definitionVersion, haltedAt, policy, champion, reviewCost, target, fields, ...rest } = row;
  const definition: Definition = {
    ...rest,
    fields: fields.map(({ categories, ...field }) => (field.kind === "category" ? { ...field, categories } : field)),
    ...(reviewCost !== null && { reviewCost }),
    ...(target !== null && { target }),
  };
  const full = { ...policy, settings: fullSettings(policy.settings) };
  return { id, slug, definition, definitionVersion, haltedAt, policy: full, champion };
}

/** One round trip for all of it: every item that arrives asks this. */
async function readUseCases(db: Database, where: Prisma.Sql): Promise<UseCaseRecord[]> {
  const rows = await db.$queryRaw<UseCaseRow[]>`
    SELECT u.id, u.slug, u.name, u.kind::text, u.guideline, u.unit::text,
           u.second_person_to_raise AS "secondPersonToRaise", u.review_cost AS "reviewCost",
           u.reason_codes AS "reasonCodes", u.reason_required AS "reasonRequired",
           u.blind_adjudication AS "blindAdjudication",
           u.definition_version AS "definitionVersion", u.halted_at AS "haltedAt",
           CASE WHEN u.kind = 'regression' THEN json_strip_nulls(json_build_object(
             'unit', u.target_unit, 'tolerance', u.target_tolerance, 'min', u.target_min, 'max', u.target_max)) END AS target,
           json_build_object('id', p.id, 'version', p.version, 'settings', p.settings, 'sha256', encode(p.sha256, 'hex')) AS policy,
           (SELECT json_build_object('id', m.id, 'version', m.version, 'name', m.name, 'sha256', encode(m.artifact_sha256, 'hex'))
            FROM model_version m
            WHERE m.use_case_id = u.id AND m.version = (p.settings->>'champion')::int) AS champion,
           (SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
              'key', f.key, 'label', f.label, 'help', f.help, 'kind', f.kind, 'required', f.required, 'unit', f.unit,
              'min', f.min, 'max', f.max, 'categories', f.categories, 'open', f.open, 'slice', f.slice)) ORDER BY f.position), '[]')
            FROM input_field f WHERE f.use_case_id = u.id) AS fields,
           (SELECT coalesce(json_agg(json_build_object(
              'key', o.key, 'label', o.label, 'colour', o.colour, 'hotkey', o.hotkey, 'errorCost', o.error_cost) ORDER BY o.position), '[]')
            FROM outcome o WHERE o.use_case_id = u.id) AS outcomes
    FROM use_case u JOIN policy p ON p.id = u.policy_id
    WHERE ${where}
    ORDER BY u.name, u.slug`;
  return rows.map(toRecord);
}

/** The use case of that slug, whoever asks; null if there is none. The caller checks what its actor may see. */
export async function findUseCaseBySlug(slug: string, db: Database = database): Promise<UseCaseRecord | null> {
  const [record] = await readUseCases(db, Prisma.sql`u.slug = ${slug}`);
  return record ?? null;
}

/** Slugs are for good, and use cases stay. */
const idOf = new Map<string, string>();

/** The id of that slug's use case and nothing else; null if there is none. The caller checks what its actor may do. */
export async function findUseCaseId(slug: string): Promise<string | null> {
  const known = idOf.get(slug);
  if (known !== undefined) return known;
  const [row] = await database.$queryRaw<{ id: string }[]>`SELECT id FROM use_case WHERE slug = ${slug}`;
  if (row !== undefined) idOf.set(slug, row.id);
  return row?.id ?? null;
}

/** Whether the record's policy, definition and halt still are what it says; null where there is no such use case. */
export async function isCurrent(id: string, record: UseCaseRecord | undefined, db: Database): Promise<boolean | null> {
  const [now] = await db.$queryRaw<
    { policyId: string; definitionVersion: number; haltedAt: Date | null }[]
  >`/* prepared */
    SELECT policy_id AS "policyId", definition_version AS "definitionVersion", halted_at AS "haltedAt"
    FROM use_case WHERE id = ${id}::uuid`;
  if (now === undefined) return null;
  return (
    record?.policy.id === now.policyId &&
    record.definitionVersion === now.definitionVersion &&
    record.haltedAt?.getTime() === now.haltedAt?.getTime()
  );
}

/** What was read last of each use case, and when it was last seen to be current (`performance.now()`). */
const kept = new Map<string, { record: UseCaseRecord; seen: number }>();

/** The use case as it is now. What this process knows of it is read anew only where it has changed. */
export async function findUseCase(id: string, db: Database = database): Promise<UseCaseRecord | null> {
  const known = kept.get(id)?.record;
  const seen = performance.now();
  const current = await isCurrent(id, known, db);
  if (current === null) return null;
  const record = current && known !== undefined ? known : (await readUseCases(db, Prisma.sql`u.id = ${id}::uuid`))[0];
  if (record !== undefined) kept.set(id, { record, seen });
  return record ?? null;
}

const recentMs = 250;

/**
 * The use case as it was at most a quarter of a second ago, mostly without asking the database. For those who check in
 * their transaction that it is still in force, and `forgetUseCase` it where it is not.
 */
export async function recentUseCase(id: string): Promise<UseCaseRecord | null> {
  const known = kept.get(id);
  return known !== undefined && performance.now() - known.seen < recentMs ? known.record : findUseCase(id);
}

/** The next `recentUseCase` asks the database. */
export function forgetUseCase(id: string): void {
  kept.delete(id);
}

/** The use case of that slug where the actor has the permission in it; for others it does not exist: null. */
export async function findVisibleUseCase(
  actor: Actor,
  slug: string,
  permission: PermissionName = "use-case.read",
): Promise<UseCaseRecord | null> {
  const record = await findUseCaseBySlug(slug);
  return record !== null && may(actor, permission, record.id) ? record : null;
}

/** By name. `"all"` or the ids that `useCasesWith` gave. */
export async function listUseCases(ids: "all" | readonly string[]): Promise<UseCaseRecord[]> {
  return readUseCases(database, ids === "all" ? Prisma.sql`TRUE` : Prisma.sql`u.id = ANY(${ids}::uuid[])`);
}

/** Those in which the actor has the permission, by name. */
export async function listVisibleUseCases(
  actor: Actor,
  permission: PermissionName = "use-case.read",
): Promise<UseCaseRecord[]> {
  return listUseCases(useCasesWith(actor, permission));
}
