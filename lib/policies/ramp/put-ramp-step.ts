import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { percentText } from "@/lib/engine/settings-changes";
import type { Transaction } from "@/lib/platform/database";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { putInForce } from "@/lib/policies/put-in-force";
import type { RampCheck, RampRecord } from "@/lib/ramps/ramp-query";
import { rampShare } from "@/lib/ramps/ramp-share";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The step of a ramp that is in force now. */
export interface RampStepped {
  useCaseId: string;
  rampId: string;
  step: number;
  share: number;
  /** The policy that put it in force, or the one that had the same share already. */
  policyVersion: number;
}

interface Move {
  to: number;
  /** Why, as a sentence for the policy's history. */
  why: string;
  /** Left out, the former check's findings are forgotten: they were about another step. */
  findings?: RampCheck;
  approvedById?: string;
  proposalId?: string;
}

function title(ramp: RampRecord, to: number): string {
  const of = ramp.schedule.steps.length;
  if (to < 0) return `Ramp back to ${percentText(rampShare(ramp.schedule, to))}, the share before its first step`;
  return `Ramp step ${to + 1} of ${of}${to < ramp.step ? `, down from step ${ramp.step + 1}` : ""}`;
}

/**
 * Puts a step of a ramp in force, in the caller's transaction, which holds the exclusive policy lock: a policy like the one
 * in force with the step's share, by the ramp's author. The step's hold and evidence begin anew.
 */
export async function putRampStep(
  tx: Transaction,
  useCase: UseCaseRecord,
  ramp: RampRecord,
  move: Move,
  now: Date,
): Promise<{ stepped: RampStepped; events: [AuditEvent, ...AuditEvent[]] }> {
  const { to, why, findings, approvedById, proposalId } = move;
  const share = rampShare(ramp.schedule, to);
  const { settings } = useCase.policy;
  const put =
    settings.rampShare === share
      ? null
      : await putInForce(
          tx,
          useCase,
          {
            settings: { ...settings, rampShare: share },
            reason: `${title(ramp, to)}: ${why}`,
            authorId: ramp.authorId,
            authorName: ramp.authorName,
            rampId: ramp.id,
            ...(approvedById !== undefined && { approvedById }),
            ...(proposalId !== undefined && { proposalId }),
          },
          now,
        );
  await tx.ramp.update({
    where: { id: ramp.id },
    data: {
      step: to,
      stepStartedAt: now,
      checkedAt: findings === undefined ? null : now,
      findings: (findings ?? {
        conditions: [],
        guards: [],
        missing: [],
        note: "",
      }) as unknown as Prisma.InputJsonObject,
    },
  });
  const policy = put?.policy ?? useCase.policy;
  return {
    stepped: { useCaseId: useCase.id, rampId: ramp.id, step: to, share, policyVersion: policy.version },
    events: [
      {
        type: "ramp.stepped",
        useCase: { id: useCase.id, slug: useCase.slug },
        subject: { type: "ramp", id: ramp.id },
        policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
        detail: { from: ramp.step, to, share },
      },
      ...(put?.events ?? []),
    ],
  };
}
