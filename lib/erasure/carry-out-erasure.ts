import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { eraseExternalReviewer } from "@/lib/erasure/erase-external-reviewer";
import { eraseItems } from "@/lib/erasure/erase-items";
import { eraseUser } from "@/lib/erasure/erase-user";
import { erasureEvent } from "@/lib/erasure/erasure-event";
import { isAboutItems, itemsMeant } from "@/lib/erasure/hindrance-query";
import { lockKeptUseCase } from "@/lib/erasure/kept-use-case-query";
import { isLastAdmin } from "@/lib/erasure/last-admin-query";
import { legalBases } from "@/lib/erasure/legal-basis";
import { addMonths } from "@/lib/erasure/months";
import { lockErasure, type StoredErasure } from "@/lib/erasure/stored-erasure-query";
import { findFirstLeft, takeItems } from "@/lib/erasure/take-items-query";
import { Prisma, type Transaction } from "@/lib/platform/database";

/** Whether something was erased, so that it makes sense to go on at once. */
type Progress = "went_on" | "waits";

/**
 * Carries out the next part of an approved erasure, and marks it as done after the last. Nothing happens where it is not
 * approved any more, its use case is on hold, verdicts on its items can still be undone, or it is the last admin. Any number of workers may do
 * this at once, and be killed in between.
 */
export const carryOutErasure = command<{ erasureId: string }, null, Progress>({
  name: "carry-out-erasure",
  permission: "erasure.work",
  input: z.strictObject({ erasureId: z.uuid() }),
  useCaseId: () => null,
  prepare: async () => null,

  async commit({ tx, input: { erasureId }, now }) {
    const erasure = await lockErasure(tx, erasureId);
    if (erasure.status !== "approved") return { result: "waits", unchanged: true };
    const { items, left, events } = await eraseNext(tx, erasure, now);
    if (events.length === 0 && left) return { result: "waits", unchanged: true };
    const total = erasure.items + items;
    await tx.erasure.update({
      where: { id: erasureId },
      data: left ? { items: total } : { items: total, status: "done", doneAt: now, entityKey: null },
    });
    const counts = isAboutItems(erasure) ? { items: total } : {};
    const done = left ? [] : [await erasureEvent(tx, "erasure.done", erasure, counts)];
    const [first, ...rest] = [...events, ...done];
    return first === undefined ? { result: "waits", unchanged: true } : { result: "went_on", events: [first, ...rest] };
  },
});

interface Erased {
  items: number;
  left: boolean;
  events: AuditEvent[];
}

async function eraseNext(tx: Transaction, erasure: StoredErasure, now: Date): Promise<Erased> {
  const { id, userId, externalReviewerId, useCaseId, legalBasis } = erasure;
  const because = { basis: legalBasis, erasure: id };
  const nothing = { items: 0, left: true, events: [] };
  if (userId !== null) {
    if (await isLastAdmin(tx, userId)) return nothing;
    return { items: 0, left: false, events: await eraseUser(tx, userId, because, now) };
  }
  const useCase = useCaseId === null ? null : await lockKeptUseCase(tx, useCaseId);
  if (useCase === null || useCase.held) return nothing;
  if (externalReviewerId !== null) {
    await eraseExternalReviewer(tx, externalReviewerId);
    return { items: 0, left: false, events: [] };
  }
  // What came in since it was approved has its own time to be kept for.
  const kept = legalBases[legalBasis].outranksKeeping
    ? Prisma.empty
    : Prisma.sql`AND i.created_at <= ${addMonths(now, -useCase.keepMonths)}`;
  const condition = Prisma.sql`${itemsMeant(erasure)} ${kept}`;
  const { taken } = await takeItems(tx, condition);
  const events = taken.length === 0 ? [] : await eraseItems(tx, useCase, taken, because, now);
  return { items: taken.length, left: (await findFirstLeft(tx, condition)) !== null, events };
}
