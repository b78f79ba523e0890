import "server-only";
import { command } from "@/lib/command";
import { liftHoldSchema } from "@/lib/erasure/retention-schema";
import { AppError } from "@/lib/platform/errors";

/** Lifts a use case's hold: what was approved, or has been kept for long enough, is erased. Throws `not_found`, `conflict`. */
export const liftHold = command({
  name: "lift-hold",
  permission: "retention.set",
  input: liftHoldSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId } }) {
    const [useCase] = await tx.useCase.updateManyAndReturn({
      where: { id: useCaseId, heldAt: { not: null } },
      data: { heldAt: null, heldBy: null, holdReason: null },
      select: { id: true, slug: true },
    });
    if (useCase === undefined) {
      const exists = (await tx.useCase.count({ where: { id: useCaseId } })) > 0;
      if (!exists) throw new AppError("not_found", "There is no such use case.");
      throw new AppError("conflict", "This use case is not on hold.");
    }
    return {
      result: null,
      events: [{ type: "use_case.hold_lifted", useCase, subject: { type: "use_case", id: useCaseId } }],
    };
  },
});
