import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** Longer than any upload takes: a file is stored before anything names it. */
const keptMs = 24 * 3_600_000;

/**
 * Removes model files that no version and no draft names. They are on no record (any more), so there is no audit event.
 * One that is named at this very moment stays: its key is held.
 */
export async function removeOrphanedArtifacts(): Promise<number> {
  const before = new Date(clock.now().getTime() - keptMs);
  return database.$executeRaw`
    DELETE FROM model_artifact a
    WHERE a.created_at < ${before}
      AND NOT EXISTS (SELECT FROM model_version v WHERE v.artifact_sha256 = a.sha256)
      AND NOT EXISTS (SELECT FROM model_draft d WHERE d.artifact_sha256 = a.sha256)`;
}
