import type { Mode } from "@/lib/engine/mode";
import { initialPolicySettings } from "@/lib/engine/policy-settings-schema";
import { type SettingChange, type SettingNames, settingChanges } from "@/lib/engine/settings-changes";
import type { PolicyRecord, ProposalRecord } from "@/lib/policies/policy-query";

/** A version that was in force, or a proposal that never was. */
export interface HistoryEntry {
  id: string;
  title: string;
  /** The rung that it put, or would have put, in force. */
  mode: Mode;
  kind: "in_force" | "replaced" | "not_taken";
  at: Date;
  until: Date | null;
  by: string;
  reason: string;
  /** What came of a proposal; null for a version. */
  note: string | null;
  changes: SettingChange[];
}

const endings: Partial<Record<ProposalRecord["status"], string>> = {
  declined: "Declined",
  withdrawn: "Withdrawn",
  expired: "Expired, because nobody settled it in time",
  outdated: "Lapsed, because another policy took force",
};

/**
 * The versions, newest first, each with what it changed in the one before, and between them the proposals that came to
 * nothing. `policies` holds one version more than is shown, unless the first is among them.
 */
export function policyHistory(
  policies: readonly PolicyRecord[],
  proposals: readonly ProposalRecord[],
  names: SettingNames,
): HistoryEntry[] {
  const shown = policies.at(-1)?.version === 1 ? policies : policies.slice(0, -1);
  const versions = shown.map((policy, index): HistoryEntry => {
    const former = policies[index + 1]?.settings ?? initialPolicySettings;
    const approval = policy.approvedBy === null ? "" : `, approved by ${policy.approvedBy}`;
    return {
      id: policy.id,
      title: `Policy ${policy.version}`,
      mode: policy.settings.mode,
      kind: policy.replacedAt === null ? "in_force" : "replaced",
      at: policy.createdAt,
      until: policy.replacedAt,
      by: `by ${policy.authorName}${approval}`,
      reason: policy.reason,
      note: null,
      changes: settingChanges(former, policy.settings, names),
    };
  });
  const bases = new Map(policies.map((policy) => [policy.id, policy.settings]));
  const oldest = shown.at(-1)?.createdAt ?? new Date(0);
  const newest = shown[0]?.replacedAt ?? null;
  const failed = proposals.flatMap((proposal): HistoryEntry[] => {
    const base = bases.get(proposal.basePolicyId);
    if (base === undefined || proposal.createdAt < oldest || (newest !== null && proposal.createdAt >= newest))
      return [];
    const by = proposal.settledBy === null || proposal.status === "withdrawn" ? "" : ` by ${proposal.settledBy}`;
    const note = proposal.settledNote === null ? "." : `: ${proposal.settledNote}`;
    return [
      {
        id: proposal.id,
        title: "Proposal",
        mode: proposal.settings.mode,
        kind: "not_taken",
        at: proposal.createdAt,
        until: proposal.settledAt,
        by: `proposed by ${proposal.authorName}`,
        reason: proposal.reason,
        note: `${endings[proposal.status] ?? ""}${by}${note}`,
        changes: settingChanges(base, proposal.settings, names),
      },
    ];
  });
  return [...versions, ...failed].toSorted((one, other) => other.at.getTime() - one.at.getTime());
}
