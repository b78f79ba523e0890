import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { type HaltRecord, listHalts } from "@/lib/policies/halt-query";
import { findLiftedHalt } from "@/lib/policies/lift-proposal-query";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The halt of a use case, in the caller's transaction; null: it is not halted. */
export async function findHalt(tx: Transaction, useCaseId: string): Promise<HaltRecord | null> {
  const [halt] = await listHalts([useCaseId], tx);
  return halt ?? null;
}

/**
 * Lifts the halt, in the caller's transaction, which holds the exclusive policy lock. `proposalId` is the proposal that
 * this makes good; another one that waits to lift the same halt lapses. `conflict` where the proposal was made for a halt
 * that no longer stands.
 */
export async function endHalt(
  tx: Transaction,
  useCase: UseCaseRecord,
  proposalId: string,
  now: Date,
): Promise<[AuditEvent, ...AuditEvent[]]> {
  const { id, slug, policy } = useCase;
  const halt = await findHalt(tx, id);
  const meant = await findLiftedHalt(proposalId, tx);
  if (halt === null || meant?.at !== halt.at.toISOString()) {
    throw new AppError("conflict", "The halt that this would lift no longer stands. Look at the use case again.");
  }
  await tx.useCase.update({ where: { id }, data: { haltedAt: null, haltedBy: null, haltReason: null } });
  const about = { useCase: { id, slug }, policy: { id: policy.id, version: policy.version, sha256: policy.sha256 } };
  const events: [AuditEvent, ...AuditEvent[]] = [
    {
      type: "halt.lifted",
      ...about,
      subject: { type: "use_case", id },
      mode: policy.settings.mode,
      detail: { proposal: proposalId, halted_at: halt.at.toISOString() },
    },
  ];
  const waiting = await findPendingProposal(id, tx);
  if (waiting !== null && waiting.id !== proposalId && (await findLiftedHalt(waiting.id, tx)) !== null) {
    await tx.policyProposal.update({ where: { id: waiting.id }, data: { status: "outdated", settledAt: now } });
    events.push({ type: "policy.outdated", ...about, subject: { type: "proposal", id: waiting.id } });
  }
  await announcePolicy(tx, id);
  return events;
}
