import "server-only";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type Database, database } from "@/lib/platform/database";

/** The settings of every policy of a use case that was in force with this version as champion, the newest first. */
export async function listSettingsWithChampion(
  useCaseId: string,
  version: number,
  db: Database = database,
): Promise<PolicySettings[]> {
  const rows = await db.$queryRaw<{ settings: PolicySettings }[]>`
    SELECT settings FROM policy
    WHERE use_case_id = ${useCaseId}::uuid AND (settings->>'champion')::int = ${version}::int
    ORDER BY version DESC`;
  return rows.map(({ settings }) => fullSettings(settings));
}

/** The champion before the one in force; null where there was none. */
export async function findPreviousChampion(useCaseId: string, db: Database = database): Promise<number | null> {
  const [row] = await db.$queryRaw<{ version: number }[]>`
    SELECT (p.settings->>'champion')::int AS version
    FROM use_case u
    JOIN policy now ON now.id = u.policy_id
    JOIN policy p ON p.use_case_id = u.id
    WHERE u.id = ${useCaseId}::uuid AND (p.settings->>'champion')::int IS DISTINCT FROM (now.settings->>'champion')::int
      AND (p.settings->>'champion') IS NOT NULL
    ORDER BY p.version DESC LIMIT 1`;
  return row?.version ?? null;
}

/** The ids of the champion in force and of the one before it, by use case; `useCaseId` null: for all. */
export async function listLatestChampions(useCaseId: string | null): Promise<{ id: string; champions: string[] }[]> {
  return database.$queryRaw<{ id: string; champions: string[] }[]>`
    SELECT u.id, array(
      SELECT m.id FROM policy p
      JOIN model_version m ON m.use_case_id = u.id AND m.version = (p.settings->>'champion')::int
      WHERE p.use_case_id = u.id GROUP BY m.id ORDER BY max(p.version) DESC LIMIT 2) AS champions
    FROM use_case u WHERE ${useCaseId}::uuid IS NULL OR u.id = ${useCaseId}::uuid`;
}
