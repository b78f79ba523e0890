import "server-only";
import { command } from "@/lib/command";
import { retentionSchema } from "@/lib/erasure/retention-schema";
import { AppError } from "@/lib/platform/errors";

/** Sets how long a use case's inputs and notes are kept at least, and after how long they are erased. Throws `not_found`. */
export const setRetention = command({
  name: "set-retention",
  permission: "retention.set",
  input: retentionSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, keepMonths, eraseMonths } }) {
    const before = await tx.useCase.findUnique({
      where: { id: useCaseId },
      select: { slug: true, keepMonths: true, eraseMonths: true },
    });
    if (before === null) throw new AppError("not_found", "There is no such use case.");
    if (before.keepMonths === keepMonths && before.eraseMonths === eraseMonths) {
      return { result: null, unchanged: true };
    }
    await tx.useCase.update({ where: { id: useCaseId }, data: { keepMonths, eraseMonths } });
    return {
      result: null,
      events: [
        {
          type: "use_case.retention_set",
          useCase: { id: useCaseId, slug: before.slug },
          subject: { type: "use_case", id: useCaseId },
          detail: { keep_months: keepMonths, erase_months: eraseMonths },
        },
      ],
    };
  },
});
