import "server-only";
import { database } from "@/lib/platform/database";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import type { RampJudgement } from "@/lib/ramps/judge-ramp";
import type { RampCheck, RampRecord } from "@/lib/ramps/ramp-query";
import { announcePolicy } from "@/lib/use-cases/announce-policy";

/** What a judgement leaves in the ramp's row. */
export function rampCheck({ conditions, guards, move }: RampJudgement, note: string): RampCheck {
  return { conditions, guards, missing: move.kind === "hold" ? move.missing : [], note };
}

const answersOf = ({ conditions, guards }: Pick<RampCheck, "conditions" | "guards">): string =>
  [...conditions, ...guards].map(({ answer }) => answer).join(" ");

/**
 * Keeps what a check of a ramp found that left it as it is, for those who look. It changes nothing that is on record, so
 * it needs no event; open pages hear of it where an answer changed. A ramp that has moved meanwhile stays untouched.
 */
export async function recordRampCheck(ramp: RampRecord, judgement: RampJudgement, now: Date): Promise<void> {
  const { id, status, stepStartedAt, useCaseId, findings } = ramp;
  await database.ramp.updateMany({
    where: { id, status, stepStartedAt },
    data: {
      checkedAt: now,
      findings: rampCheck(judgement, findings.note) as unknown as Prisma.InputJsonObject,
    },
  });
  if (answersOf(findings) !== answersOf(judgement)) await announcePolicy(database, useCaseId);
}
