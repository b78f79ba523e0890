import "server-only";
import type { Endpoint } from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import { type Reference, referenceStatisticsSchema } from "@/lib/models/reference-schema";
import type { Repair } from "@/lib/models/repair-schema";
import { type Database, database, Prisma } from "@/lib/platform/database";
import type { Backend } from "@/lib/platform/generated/prisma/enums";

/** A model version without its file. */
export interface ModelVersionRecord {
  id: string;
  version: number;
  name: string;
  backend: Backend;
  fileName: string | null;
  /** Of the file that runs, in hex; null without a file. */
  sha256: string | null;
  /** Of the file as it came, before repairs. */
  originalSha256: string | null;
  repairs: Repair[];
  /** Of a model server. */
  endpoint: Endpoint | null;
  /** Of the file, in bytes. */
  size: number | null;
  mapping: Mapping | null;
  signature: ModelDescription | null;
  /** Who added it. */
  author: string;
  createdAt: Date;
}

function readVersions(db: Database, where: Prisma.Sql): Promise<ModelVersionRecord[]> {
  return db.$queryRaw<ModelVersionRecord[]>`
    SELECT m.id, m.version, m.name, m.backend::text, m.file_name AS "fileName", m.repairs, m.endpoint,
           encode(m.artifact_sha256, 'hex') AS sha256, encode(m.original_sha256, 'hex') AS "originalSha256", a.size,
           m.mapping, m.signature, coalesce(u.name, m.author_name) AS author, m.created_at AS "createdAt"
    FROM model_version m
    LEFT JOIN model_artifact a ON a.sha256 = m.artifact_sha256
    LEFT JOIN "user" u ON u.id = m.author_id
    WHERE ${where}
    ORDER BY m.version DESC`;
}

/** All versions of a use case, the newest first. */
export async function listModelVersions(useCaseId: string, db: Database = database): Promise<ModelVersionRecord[]> {
  return readVersions(db, Prisma.sql`m.use_case_id = ${useCaseId}::uuid`);
}

export async function findModelVersion(
  useCaseId: string,
  version: number,
  db: Database = database,
): Promise<ModelVersionRecord | null> {
  const [record] = await readVersions(
    db,
    Prisma.sql`m.use_case_id = ${useCaseId}::uuid AND m.version = ${version}::int`,
  );
  return record ?? null;
}

/** Their ids, by version number. */
export async function findModelVersionIds(
  useCaseId: string,
  versions: readonly number[],
  db: Database = database,
): Promise<Map<number, string>> {
  if (versions.length === 0) return new Map();
  const rows = await db.modelVersion.findMany({
    where: { useCaseId, version: { in: [...versions] } },
    select: { id: true, version: true },
  });
  return new Map(rows.map(({ id, version }) => [version, id]));
}

/** What a version was trained on; null where nobody said. */
export async function findReference(modelVersionId: string): Promise<Reference | null> {
  const row = await database.trainingReference.findUnique({ where: { modelVersionId } });
  return row === null ? null : { rows: row.rows, statistics: referenceStatisticsSchema.parse(row.statistics) };
}
