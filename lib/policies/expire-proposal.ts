import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Transaction } from "@/lib/platform/database";

interface Named {
  id: string;
  slug: string;
}

/** Marks a pending proposal as expired, in the caller's transaction. Answers with the event to record. */
export async function expireProposal(
  tx: Transaction,
  useCase: Named,
  proposalId: string,
  now: Date,
): Promise<AuditEvent> {
  await tx.policyProposal.update({ where: { id: proposalId }, data: { status: "expired", settledAt: now } });
  return {
    type: "policy.expired",
    useCase: { id: useCase.id, slug: useCase.slug },
    subject: { type: "proposal", id: proposalId },
  };
}
