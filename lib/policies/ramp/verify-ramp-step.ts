import "server-only";
import type { CommandContext } from "@/lib/command";
import { database } from "@/lib/platform/database";
import { logger } from "@/lib/platform/logger";
import type { RampStepped } from "@/lib/policies/ramp/put-ramp-step";
import { reportUnverifiedRamp } from "@/lib/policies/ramp/report-unverified-ramp";

/**
 * After a step down was committed: reads in a statement of its own what is in force, and holds it against what should be.
 * A later version is somebody else's change and fine. Anything else is logged as an error and recorded as an event.
 * Answers with whether it is as it should be.
 */
export async function verifyRampStep(context: CommandContext, expected: RampStepped): Promise<boolean> {
  const [found] = await database.$queryRaw<{ version: number; share: number }[]>`
    SELECT p.version, (p.settings->>'rampShare')::float8 AS share
    FROM use_case u JOIN policy p ON p.id = u.policy_id WHERE u.id = ${expected.useCaseId}::uuid`;
  const { policyVersion, share } = expected;
  const holds =
    found !== undefined &&
    (found.version > policyVersion || (found.version === policyVersion && found.share === share));
  if (holds) return true;
  const inForce = { version: found?.version ?? null, share: found?.share ?? null };
  logger.error({ expected, inForce }, "a ramp stepped down, and another share is in force than it should be");
  await reportUnverifiedRamp(context, { ...expected, inForce });
  return false;
}
