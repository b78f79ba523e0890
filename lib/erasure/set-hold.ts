import "server-only";
import { command } from "@/lib/command";
import { setHoldSchema } from "@/lib/erasure/retention-schema";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";

/**
 * Puts a use case on hold: from then on nothing in it is erased, not even what was approved. Throws `not_found`;
 * `conflict` where it is on hold already.
 */
export const setHold = command({
  name: "set-hold",
  permission: "hold.set",
  input: setHoldSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, reason }, actor, now }) {
    const { authorName } = await authorOf(tx, actor);
    const [useCase] = await tx.useCase.updateManyAndReturn({
      where: { id: useCaseId, heldAt: null },
      data: { heldAt: now, heldBy: authorName, holdReason: reason },
      select: { id: true, slug: true },
    });
    if (useCase === undefined) {
      const exists = (await tx.useCase.count({ where: { id: useCaseId } })) > 0;
      if (!exists) throw new AppError("not_found", "There is no such use case.");
      throw new AppError("conflict", "This use case is on hold already.");
    }
    return {
      result: null,
      events: [{ type: "use_case.hold_set", useCase, subject: { type: "use_case", id: useCaseId } }],
    };
  },
});
