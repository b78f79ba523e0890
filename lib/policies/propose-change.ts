import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import { settingChanges } from "@/lib/engine/settings-changes";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { expireProposal } from "@/lib/policies/expire-proposal";
import { findPendingProposal } from "@/lib/policies/policy-query";
import type { ProposalEvidence } from "@/lib/policies/proposal-evidence";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface NewProposal {
  settings: PolicySettings;
  /** A ramp that starts when it is approved; `settings` are then those at its last step. */
  schedule?: RampSchedule;
  reason: string;
  authorId: string | null;
  authorName: string;
  evidence: ProposalEvidence;
}

/** So long a proposal waits for a second person: seven days. */
const proposalLifeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Makes a raise of automation a proposal, in the caller's transaction, which holds the exclusive policy lock. One waits at
 * a time: `conflict` while another does that has not expired.
 */
export async function proposeChange(
  tx: Transaction,
  useCase: UseCaseRecord,
  proposal: NewProposal,
  now: Date,
): Promise<{ id: string; events: [AuditEvent, ...AuditEvent[]] }> {
  const { settings, schedule, reason, authorId, authorName, evidence } = proposal;
  const { policy } = useCase;
  const waiting = await findPendingProposal(useCase.id, tx);
  if (waiting !== null && waiting.expiresAt > now) {
    const message = `A proposal by ${waiting.authorName} waits already. It has to be approved, declined or withdrawn first.`;
    throw new AppError("conflict", message);
  }
  const expired = waiting === null ? [] : [await expireProposal(tx, useCase, waiting.id, now)];
  const id = newId();
  await tx.policyProposal.create({
    data: {
      id,
      useCaseId: useCase.id,
      basePolicyId: policy.id,
      settings,
      ...(schedule !== undefined && { schedule }),
      evidence: evidence as unknown as Prisma.InputJsonObject,
      reason,
      authorId,
      authorName,
      createdAt: now,
      expiresAt: new Date(now.getTime() + proposalLifeMs),
    },
  });
  await announcePolicy(tx, useCase.id);
  return {
    id,
    events: [
      {
        type: "policy.proposed",
        useCase: { id: useCase.id, slug: useCase.slug },
        subject: { type: "proposal", id },
        newSubject: true,
        policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
        mode: settings.mode,
        detail: {
          settings,
          settingsSha256: canonicalSha256(settings).toString("hex"),
          changed: settingChanges(policy.settings, settings).map((change) => change.key),
          ...(schedule !== undefined && { schedule }),
          evidenceSha256: canonicalSha256(evidence).toString("hex"),
        },
      },
      ...expired,
    ],
  };
}
