import "server-only";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import { type Database, database, Prisma } from "@/lib/platform/database";

/** A model version without its file. */
export interface ModelVersionRecord {
  id: string;
  version: number;
  name: string;
  backend: "onnx" | "supplied";
  /** Of the file, in hex; null where the caller sends the predictions. */
  sha256: string | null;
  /** Of the file, in bytes. */
  size: number | null;
  mapping: Mapping | null;
  signature: ModelDescription | null;
  createdAt: Date;
}

function readVersions(db: Database, where: Prisma.Sql): Promise<ModelVersionRecord[]> {
  return db.$queryRaw<ModelVersionRecord[]>`
    SELECT m.id, m.version, m.name, m.backend::text, encode(m.artifact_sha256, 'hex') AS sha256, a.size,
           m.mapping, m.signature, m.created_at AS "createdAt"
    FROM model_version m LEFT JOIN model_artifact a ON a.sha256 = m.artifact_sha256
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

/** When a model version was champion: one stretch per run of policies that named it. */
export interface ChampionStretch {
  from: Date;
  /** Null: to this day. */
  until: Date | null;
  firstPolicy: number;
  lastPolicy: number;
}

export async function listChampionStretches(useCaseId: string, version: number): Promise<ChampionStretch[]> {
  return database.$queryRaw<ChampionStretch[]>`
    SELECT min(created_at) AS "from", CASE WHEN bool_or(replaced_at IS NULL) THEN NULL ELSE max(replaced_at) END AS until,
           min(version) AS "firstPolicy", max(version) AS "lastPolicy"
    FROM (SELECT version, created_at, replaced_at, version - row_number() OVER (ORDER BY version) AS run
          FROM policy WHERE use_case_id = ${useCaseId}::uuid AND (settings->>'champion')::int = ${version}::int) p
    GROUP BY run ORDER BY min(version)`;
}
