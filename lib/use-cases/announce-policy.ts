import "server-only";
import { announce } from "@/lib/platform/announce";
import type { Database } from "@/lib/platform/database";

/**
 * Tells open pages that a use case's policy, halt, ramp or proposal changed, and with it who decides now, so that they
 * can show that at once and read the rest anew. To be called when it has changed.
 */
export async function announcePolicy(db: Database, useCaseId: string): Promise<void> {
  const [inForce] = await db.$queryRaw<{ mode: string; halted: boolean }[]>`
    SELECT p.settings ->> 'mode' AS mode, u.halted_at IS NOT NULL AS halted
    FROM use_case u JOIN policy p ON p.id = u.policy_id
    WHERE u.id = ${useCaseId}::uuid`;
  if (inForce === undefined) throw new Error("A use case has no policy in force.");
  await announce(db, { kind: "policy", useCaseId, inForce });
}
