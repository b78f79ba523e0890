import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { findRamp, type RampRecord } from "@/lib/ramps/ramp-query";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The use case that a ramp belongs to, for the permission that is needed in it. */
export async function useCaseOfRamp({ rampId }: { rampId: string }): Promise<string> {
  return (await requireRamp(findRamp(rampId))).useCaseId;
}

async function requireRamp(found: Promise<RampRecord | null>): Promise<RampRecord> {
  const ramp = await found;
  if (ramp === null) throw new AppError("not_found", "There is no such ramp.");
  return ramp;
}

/** Takes the exclusive policy lock of the ramp's use case, then reads both as they are. Throws where it has ended. */
export async function lockRampUnderWay(
  tx: Transaction,
  rampId: string,
): Promise<{ ramp: RampRecord; useCase: UseCaseRecord }> {
  const { useCaseId } = await requireRamp(findRamp(rampId, tx));
  await lockPolicyExclusive(tx, useCaseId);
  const ramp = await requireRamp(findRamp(rampId, tx));
  const useCase = await findUseCase(useCaseId, tx);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  if (ramp.status === "finished" || ramp.status === "stopped") {
    throw new AppError("conflict", `This ramp has ended. ${ramp.endedBecause ?? ""}`.trim());
  }
  return { ramp, useCase };
}
