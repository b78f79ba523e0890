import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { command } from "@/lib/command";
import { erasureEvent } from "@/lib/erasure/erasure-event";
import { settleErasureSchema } from "@/lib/erasure/erasure-schema";
import { findHindrance } from "@/lib/erasure/hindrance-query";
import { mustNotBeLastAdmin } from "@/lib/erasure/last-admin-query";
import { findErasureUseCase, lockPendingErasure } from "@/lib/erasure/stored-erasure-query";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";

type Settling = z.output<typeof settleErasureSchema>;

/**
 * Approves or declines what another person asked to have erased; the worker carries it out. Throws `not_found`;
 * `forbidden` for whoever asked, or made the API key that did; `conflict` where it no longer waits, the use case is on
 * hold, the items have to be kept for longer, or it is the last admin.
 */
export const settleErasure = command<Settling, null, { status: "approved" | "declined" }>({
  name: "settle-erasure",
  permission: "erasure.settle",
  input: settleErasureSchema,
  useCaseId: ({ erasureId }) => findErasureUseCase(erasureId),
  prepare: async () => null,

  async commit({ tx, input: { erasureId, approve, note }, actor, now }) {
    const erasure = await lockPendingErasure(tx, erasureId);
    const { authorId: settlerId } = await authorOf(tx, actor);
    mustBeSecond(actor, settlerId, erasure.authorId, approve);
    if (approve) {
      const hindrance = await findHindrance(tx, erasure, now);
      if (hindrance !== null) throw new AppError("conflict", hindrance);
      if (erasure.userId !== null) await mustNotBeLastAdmin(tx, erasure.userId);
    }
    const status = approve ? "approved" : "declined";
    await tx.erasure.update({
      where: { id: erasureId },
      data: { status, settledById: settlerId, settledAt: now, settledNote: note || null },
    });
    return { result: { status }, events: [await erasureEvent(tx, `erasure.${status}`, erasure, {})] };
  },
});

function mustBeSecond(actor: Actor, settlerId: string | null, authorId: string | null, approve: boolean): void {
  if (actor.kind !== "user") throw new AppError("forbidden", "A person has to decide on this. Sign in to do it.");
  if (authorId === null || authorId !== settlerId) return;
  throw new AppError(
    "forbidden",
    approve
      ? "You asked for this yourself. A second person has to approve it."
      : "You asked for this yourself. Withdraw it instead.",
  );
}
