import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampSchedule } from "@/lib/engine/ramp-schema";
import type { PolicyRecord, ProposalRecord } from "@/lib/policies/policy-query";

/** A policy version as the API shows it. */
export interface PolicyView {
  policyVersion: number;
  settings: PolicySettings;
  sha256: string;
  reason: string;
  author: string;
  approvedBy: string | null;
  inForceSince: string;
  inForceUntil: string | null;
}

/** A proposal as the API shows it. */
export interface ProposalView {
  id: string;
  status: ProposalRecord["status"];
  basePolicyVersion: number;
  settings: PolicySettings;
  reason: string;
  author: string;
  createdAt: string;
  /** From then on it can no longer be approved. */
  expiresAt: string;
  /** The ramp that starts when it is approved; `settings` are then those at its last step. */
  schedule: RampSchedule | null;
}

export function viewPolicy(record: PolicyRecord): PolicyView {
  return {
    policyVersion: record.version,
    settings: record.settings,
    sha256: record.sha256,
    reason: record.reason,
    author: record.authorName,
    approvedBy: record.approvedBy,
    inForceSince: record.createdAt.toISOString(),
    inForceUntil: record.replacedAt?.toISOString() ?? null,
  };
}

export function viewProposal(record: ProposalRecord): ProposalView {
  return {
    id: record.id,
    status: record.status,
    basePolicyVersion: record.baseVersion,
    settings: record.settings,
    reason: record.reason,
    author: record.authorName,
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt.toISOString(),
    schedule: record.schedule,
  };
}
