import "server-only";
import type { Actor } from "@/lib/access/actor";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** Marks an open proposal as taken or declined. Answers with the event. Throws `not_found` and `conflict`. */
export async function settleGuidelineProposal(
  tx: Transaction,
  {
    useCaseId,
    proposalId,
    as,
    actor,
    now,
  }: {
    useCaseId: string;
    proposalId: string;
    as: "taken" | "declined";
    actor: Actor;
    now: Date;
  },
): Promise<AuditEvent> {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a person can settle a proposal.");
  const proposal = await tx.guidelineProposal.findUnique({
    where: { id: proposalId, useCaseId },
    select: { itemId: true, useCase: { select: { id: true, slug: true } } },
  });
  if (proposal === null) throw new AppError("not_found", "There is no such proposal.");
  const { count } = await tx.guidelineProposal.updateMany({
    where: { id: proposalId, status: "open" },
    data: { status: as, settledById: actor.id, settledAt: now },
  });
  if (count === 0)
    throw new AppError("conflict", "Somebody else has settled this proposal in the meantime. Reload the page.");
  return {
    type: `guideline.${as}`,
    useCase: proposal.useCase,
    subject: { type: "use_case", id: useCaseId },
    detail: { proposal: proposalId, item: proposal.itemId },
  };
}
