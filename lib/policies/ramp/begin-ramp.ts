import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { rampProblems } from "@/lib/engine/ramp-problems";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { putRampStep, type RampStepped } from "@/lib/policies/ramp/put-ramp-step";
import { findRampUnderWay, noFindings, type RampRecord, type StoredSchedule } from "@/lib/ramps/ramp-query";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface NewRamp {
  schedule: RampSchedule;
  reason: string;
  authorId: string | null;
  authorName: string;
  approvedById?: string;
  proposalId?: string;
}

/** Throws where a ramp with this schedule cannot start now: `invalid_input` at its places, or `conflict`. */
export async function mustSuitRamp(tx: Transaction, useCase: UseCaseRecord, schedule: RampSchedule): Promise<void> {
  const underWay = await findRampUnderWay(useCase.id, tx);
  if (underWay !== null) {
    const message = `A ramp by ${underWay.authorName} is under way already. Stop it first, or let it finish.`;
    throw new AppError("conflict", message);
  }
  if (useCase.haltedAt !== null) {
    throw new AppError("conflict", "The use case is halted. Lift the halt first, then start the ramp.");
  }
  const problems = rampProblems(schedule, useCase.policy.settings);
  if (problems.length === 0) return;
  throw new AppError("invalid_input", "This schedule cannot be accepted.", {
    problems: problems.map(({ path, message }) => ({ path: `schedule.${path}`, message })),
  });
}

/** Starts a ramp and puts its first step in force, in the caller's transaction, which holds the exclusive policy lock. */
export async function beginRamp(
  tx: Transaction,
  useCase: UseCaseRecord,
  { schedule, reason, authorId, authorName, approvedById, proposalId }: NewRamp,
  now: Date,
): Promise<{ stepped: RampStepped; events: [AuditEvent, ...AuditEvent[]] }> {
  await mustSuitRamp(tx, useCase, schedule);
  const { settings } = useCase.policy;
  const stored: StoredSchedule = {
    ...schedule,
    startShare: settings.rampShare,
    ceiling: { ...settings, rampShare: schedule.steps.at(-1)?.share ?? settings.rampShare },
  };
  const author = { authorId, authorName };
  const row = {
    id: newId(now),
    useCaseId: useCase.id,
    step: -1,
    stepStartedAt: now,
    reason,
    ...author,
    createdAt: now,
  };
  await tx.ramp.create({ data: { ...row, schedule: stored as unknown as Prisma.InputJsonObject } });
  const ramp: RampRecord = {
    ...row,
    status: "running",
    schedule: stored,
    checkedAt: null,
    findings: noFindings,
    endedAt: null,
    endedBecause: null,
  };
  const approval = { ...(approvedById && { approvedById }), ...(proposalId && { proposalId }) };
  const { stepped, events } = await putRampStep(tx, useCase, ramp, { to: 0, why: reason, ...approval }, now);
  // Where the first step has the share that is in force already, no policy was made that would tell of it.
  await announcePolicy(tx, useCase.id);
  const [first, ...rest] = events;
  return {
    stepped,
    events: [
      {
        type: "ramp.started",
        useCase: { id: useCase.id, slug: useCase.slug },
        subject: { type: "ramp", id: ramp.id },
        newSubject: true,
        detail: {
          schedule,
          scheduleSha256: canonicalSha256(stored).toString("hex"),
          start_share: stored.startShare,
          ...(proposalId !== undefined && { proposal: proposalId }),
        },
      },
      first,
      ...rest,
    ],
  };
}
