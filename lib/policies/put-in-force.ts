import "server-only";
import type { AuditEvent, AuditPolicy } from "@/lib/audit/audit-event";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { settingChanges } from "@/lib/engine/settings-changes";
import { findModelVersion } from "@/lib/models/model-query";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { recountAutomated } from "@/lib/policies/recount-automated";
import { endOvertakenRamp } from "@/lib/ramps/end-ramp";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface NewPolicy {
  settings: PolicySettings;
  reason: string;
  authorId: string | null;
  authorName: string;
  approvedById?: string;
  /** The proposal that this makes good. */
  proposalId?: string;
  /** It does nothing but go back to this earlier champion. */
  rollsBackTo?: number;
  /** The ramp that takes this step. */
  rampId?: string;
}

/**
 * Writes the next version of a use case's policy and points to it, in the caller's transaction, which holds the
 * exclusive policy lock. A proposal that still waits was made on the former policy, so it lapses; a ramp under way ends
 * where somebody else changes what it is built on.
 */
export async function putInForce(
  tx: Transaction,
  useCase: UseCaseRecord,
  change: NewPolicy,
  now: Date,
): Promise<{ policy: AuditPolicy; events: [AuditEvent, ...AuditEvent[]] }> {
  const { id: useCaseId, slug, policy: former } = useCase;
  const { settings, reason, authorId, authorName, approvedById, proposalId, rollsBackTo, rampId } = change;
  const sha256 = canonicalSha256(settings);
  const policy = { id: newId(), version: former.version + 1, sha256: sha256.toString("hex") };
  await tx.policy.create({
    data: {
      id: policy.id,
      useCaseId,
      version: policy.version,
      settings,
      sha256: new Uint8Array(sha256),
      reason,
      authorId,
      authorName,
      approvedById: approvedById ?? null,
      createdAt: now,
    },
  });
  await tx.policy.update({ where: { id: former.id }, data: { replacedAt: now } });
  await tx.useCase.update({ where: { id: useCaseId }, data: { policyId: policy.id } });
  if (settings.guardrails.some(({ kind }) => kind === "rate")) await recountAutomated(tx, useCaseId, now);
  const champion = settings.champion === null ? null : await findModelVersion(useCaseId, settings.champion, tx);
  const events: [AuditEvent, ...AuditEvent[]] = [
    {
      type: "policy.put_in_force",
      useCase: { id: useCaseId, slug },
      subject: { type: "policy", id: policy.id },
      newSubject: true,
      policy,
      mode: settings.mode,
      model: champion && { id: champion.id, version: champion.version, sha256: champion.sha256 },
      detail: {
        settings,
        changed: settingChanges(former.settings, settings).map((changed) => changed.key),
        replaces: former.version,
        ...(proposalId !== undefined && { proposal: proposalId }),
        ...(rollsBackTo !== undefined && { rolls_back_to: rollsBackTo }),
        ...(rampId !== undefined && { ramp: rampId }),
      },
    },
  ];
  const lapsed = await findPendingProposal(useCaseId, tx);
  if (lapsed !== null && lapsed.id !== proposalId) {
    await tx.policyProposal.update({ where: { id: lapsed.id }, data: { status: "outdated", settledAt: now } });
    events.push({
      type: "policy.outdated",
      useCase: { id: useCaseId, slug },
      subject: { type: "proposal", id: lapsed.id },
      policy,
    });
  }
  if (rampId === undefined) {
    const changed = { former: former.settings, settings, version: policy.version };
    events.push(...(await endOvertakenRamp(tx, useCase, changed, now)));
  }
  await announcePolicy(tx, useCaseId);
  return { policy, events };
}
