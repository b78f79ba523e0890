import "server-only";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { PermissionName } from "@/lib/access/permissions";
import { Refusal } from "@/lib/access/refusal";
import { appendEvents } from "@/lib/audit/append-events";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { logger } from "@/lib/platform/logger";
import { isWriteConflict } from "@/lib/platform/write-conflict";

/** The same refusal is told once in so long: a loop that goes on asking must not fill the log. */
const quietMs = 60_000;

/** As `authorize`; a refusal goes on record. */
export async function authorizeOnRecord(
  actor: Actor,
  permission: PermissionName,
  useCaseId: string | null,
  requestId: string,
): Promise<void> {
  try {
    authorize(actor, permission, useCaseId);
  } catch (error) {
    if (error instanceof Refusal) await recordRefusal(actor, error, requestId);
    throw error;
  }
}

/**
 * Tells the audit log that somebody was refused something: who, which permission, in which use case. At most once a minute
 * for each of these. Never throws: whoever is refused gets to know that, whatever becomes of the record.
 */
export async function recordRefusal(actor: Actor, refusal: Refusal, requestId: string): Promise<void> {
  const { permission, useCaseId, code } = refusal;
  try {
    await database.$transaction(async (tx) => {
      const useCase =
        useCaseId === null
          ? null
          : await tx.useCase.findUnique({ where: { id: useCaseId }, select: { id: true, slug: true } });
      // Ids of use cases that are not there are as many as one likes: they all count as one.
      const id = [actor.kind, actor.id, permission, useCase?.id ?? "-"].join(" ");
      const subject = { type: "refusal", id } as const;
      const last = await tx.auditEvent.findFirst({
        where: { subjectType: subject.type, subjectId: id },
        orderBy: { subjectSeq: "desc" },
        select: { occurredAt: true },
      });
      if (last !== null && clock.now().getTime() - last.occurredAt.getTime() < quietMs) return;
      const event: AuditEvent = {
        type: "access.refused",
        ...(useCase !== null && { useCase }),
        subject,
        reasonCode: code,
        detail: { permission },
      };
      await appendEvents(tx, actor, requestId, [event]);
    });
  } catch (error) {
    // Of two at once, one has told it.
    if (!isWriteConflict(error)) logger.error({ requestId, err: error }, "a refusal could not be recorded");
  }
}
