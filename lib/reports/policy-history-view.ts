import type { Mode } from "@/lib/engine/mode";
import { initialPolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText, type SettingChange, type SettingNames, settingChanges } from "@/lib/engine/settings-changes";
import type { PolicyRecord, ProposalRecord } from "@/lib/policies/policy-query";
import type { PolicyEvent } from "@/lib/reports/policy-event-query";

/** A version that was in force, a proposal that never was, a halt, or what became of a ramp. */
export interface HistoryEntry {
  id: string;
  title: string;
  /** The rung that it put, or would have put, in force; null where it is about none. */
  mode: Mode | null;
  kind: "in_force" | "replaced" | "not_taken" | "halt" | "lift" | "ramp";
  /** Of a policy. */
  version: number | null;
  at: Date;
  until: Date | null;
  by: string;
  reason: string;
  /** What came of a proposal, or what a ramp does; null: nothing to add. */
  note: string | null;
  /** Null where nothing can have changed. */
  changes: SettingChange[] | null;
}

const endings: Partial<Record<ProposalRecord["status"], string>> = {
  declined: "Declined",
  withdrawn: "Withdrawn",
  expired: "Expired, because nobody settled it in time",
  outdated: "Lapsed, because another policy took force",
};

const eventTitles: Record<PolicyEvent["type"], string> = {
  "halt.set": "Halted",
  "halt.lifted": "Halt lifted",
  "ramp.started": "Ramp started",
  "ramp.paused": "Ramp paused",
  "ramp.resumed": "Ramp resumed",
  "ramp.finished": "Ramp finished",
  "ramp.stopped": "Ramp stopped",
  "ramp.unverified": "Ramp not verified",
};

interface Happened {
  policies: readonly PolicyRecord[];
  proposals: readonly ProposalRecord[];
  /** Those of the proposals that would have lifted a halt. */
  lifts: ReadonlySet<string>;
  events: readonly PolicyEvent[];
}

/** The policies that a page of the history shows: the oldest of them only says what the one after it changed. */
function shownPolicies(policies: readonly PolicyRecord[]): readonly PolicyRecord[] {
  return policies.at(-1)?.version === 1 ? policies : policies.slice(0, -1);
}

/** The time that a page of the history is about; `until` null: to this day. */
export function historySpan(policies: readonly PolicyRecord[]): { from: Date; until: Date | null } {
  const shown = shownPolicies(policies);
  return { from: shown.at(-1)?.createdAt ?? new Date(0), until: shown[0]?.replacedAt ?? null };
}

/**
 * The versions, newest first, each with what it changed in the one before, and between them the proposals that came to
 * nothing, the halts and the ramps. `policies` holds one version more than is shown, unless the first is among them.
 */
export function policyHistory({ policies, proposals, lifts, events }: Happened, names: SettingNames): HistoryEntry[] {
  const shown = shownPolicies(policies);
  const versions = shown.map((policy, index): HistoryEntry => {
    const former = policies[index + 1]?.settings ?? initialPolicySettings;
    const approval = policy.approvedBy === null ? "" : `, approved by ${policy.approvedBy}`;
    return {
      id: policy.id,
      title: `Policy ${policy.version}`,
      mode: policy.settings.mode,
      kind: policy.replacedAt === null ? "in_force" : "replaced",
      version: policy.version,
      at: policy.createdAt,
      until: policy.replacedAt,
      by: `by ${policy.authorName}${approval}`,
      reason: policy.reason,
      note: null,
      changes: settingChanges(former, policy.settings, names),
    };
  });
  const bases = new Map(policies.map((policy) => [policy.id, policy.settings]));
  const { from, until } = historySpan(policies);
  const failed = proposals.flatMap((proposal): HistoryEntry[] => {
    const base = bases.get(proposal.basePolicyId);
    if (base === undefined || proposal.createdAt < from || (until !== null && proposal.createdAt >= until)) return [];
    const by = proposal.settledBy === null || proposal.status === "withdrawn" ? "" : ` by ${proposal.settledBy}`;
    const note = proposal.settledNote === null ? "." : `: ${proposal.settledNote}`;
    const isLift = lifts.has(proposal.id);
    return [
      {
        id: proposal.id,
        title: isLift ? "Proposal to lift the halt" : "Proposal",
        mode: isLift ? null : proposal.settings.mode,
        kind: "not_taken",
        version: null,
        at: proposal.createdAt,
        until: proposal.settledAt,
        by: `proposed by ${proposal.authorName}`,
        reason: proposal.reason,
        note: `${endings[proposal.status] ?? ""}${by}${note}`,
        changes: isLift ? null : settingChanges(base, proposal.settings, names),
      },
    ];
  });
  return [...versions, ...failed, ...events.map(eventEntry)].toSorted(
    (one, other) => other.at.getTime() - one.at.getTime(),
  );
}

function eventEntry({ id, type, at, by, reason, shares }: PolicyEvent): HistoryEntry {
  const halts = type === "halt.set";
  const steps = type === "ramp.started" ? `Steps: ${shares.map(percentText).join(", ")}.` : null;
  return {
    id,
    title: eventTitles[type],
    mode: null,
    kind: halts ? "halt" : type === "halt.lifted" ? "lift" : "ramp",
    version: null,
    at,
    until: null,
    by: `by ${by}`,
    reason,
    note: halts ? "Nothing was automated from then on." : steps,
    changes: null,
  };
}
