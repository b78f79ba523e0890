import "server-only";
import { command } from "@/lib/command";
import { erasureEvent } from "@/lib/erasure/erasure-event";
import { withdrawErasureSchema } from "@/lib/erasure/erasure-schema";
import { findErasureUseCase, lockPendingErasure } from "@/lib/erasure/stored-erasure-query";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";

/** Takes back what one asked for oneself, while it waits. Throws `not_found`; `forbidden` for others; `conflict`. */
export const withdrawErasure = command({
  name: "withdraw-erasure",
  permission: "erasure.request",
  input: withdrawErasureSchema,
  useCaseId: ({ erasureId }) => findErasureUseCase(erasureId),
  prepare: async () => null,

  async commit({ tx, input: { erasureId }, actor, now }) {
    const erasure = await lockPendingErasure(tx, erasureId);
    const { authorId } = await authorOf(tx, actor);
    if (authorId === null || authorId !== erasure.authorId) {
      throw new AppError("forbidden", "Only whoever asked for it can withdraw it. You can decline it.");
    }
    await tx.erasure.update({
      where: { id: erasureId },
      data: { status: "withdrawn", settledById: authorId, settledAt: now },
    });
    return { result: null, events: [await erasureEvent(tx, "erasure.withdrawn", erasure, {})] };
  },
});
