import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { EventType } from "@/lib/audit/event-types";
import type { ErasureTarget } from "@/lib/erasure/hindrance-query";
import type { Transaction } from "@/lib/platform/database";

/** An event about an erasure. An entity's key, a name and the case's number stay out: they are what it erases, or lead to it. */
export async function erasureEvent(
  tx: Transaction,
  type: EventType & `erasure.${string}`,
  erasure: Omit<ErasureTarget, "entityKey"> & { id: string; userId: string | null; externalReviewerId: string | null },
  counts: { items?: number },
): Promise<AuditEvent> {
  const { id, kind, legalBasis, itemId, userId, externalReviewerId, useCaseId } = erasure;
  const useCase =
    useCaseId === null
      ? null
      : await tx.useCase.findUnique({ where: { id: useCaseId }, select: { id: true, slug: true } });
  return {
    type,
    ...(useCase !== null && { useCase }),
    subject: { type: "erasure", id },
    detail: {
      kind,
      basis: legalBasis,
      ...(itemId !== null && { item: itemId }),
      ...(userId !== null && { user: userId }),
      ...(externalReviewerId !== null && { external_reviewer: externalReviewerId }),
      ...counts,
    },
  };
}
