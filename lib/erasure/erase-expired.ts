import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { eraseItems } from "@/lib/erasure/erase-items";
import { lockKeptUseCase } from "@/lib/erasure/kept-use-case-query";
import { addMonths } from "@/lib/erasure/months";
import { findFirstLeft, takeItems } from "@/lib/erasure/take-items-query";
import { Prisma } from "@/lib/platform/database";
import { firstIdOf, momentOfId } from "@/lib/platform/id-range";

/**
 * Erases the next items that a use case has kept for the longest time it wants to, and remembers how far that has come.
 * Nothing happens while it is on hold. Answers with how many; any number of workers may do this at once.
 */
export const eraseExpired = command<{ useCaseId: string }, null, number>({
  name: "erase-expired",
  permission: "erasure.work",
  input: z.strictObject({ useCaseId: z.uuid() }),
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId }, now }) {
    const useCase = await lockKeptUseCase(tx, useCaseId);
    if (useCase === null || useCase.held || useCase.eraseMonths === null) return { result: 0, unchanged: true };
    const before = addMonths(now, -useCase.eraseMonths);
    const condition = expired({ useCaseId, from: useCase.erasedBefore, before });
    const { taken } = await takeItems(tx, condition);
    if (taken.length === 0) return { result: 0, unchanged: true };
    const [first, ...rest] = await eraseItems(tx, useCase, taken, { basis: "retention" }, now);
    if (first === undefined) return { result: 0, unchanged: true };
    const left = await findFirstLeft(tx, condition);
    await tx.useCase.update({
      where: { id: useCaseId },
      data: { erasedBefore: left === null ? before : momentOfId(left) },
    });
    return { result: taken.length, events: [first, ...rest] };
  },
});

/** SQL: items that came in between two moments; `from` null: from the first on. */
function expired({ useCaseId, from, before }: { useCaseId: string; from: Date | null; before: Date }): Prisma.Sql {
  const since = from === null ? Prisma.empty : Prisma.sql`AND i.id >= ${firstIdOf(from)}::uuid`;
  return Prisma.sql`i.use_case_id = ${useCaseId}::uuid ${since} AND i.id < ${firstIdOf(before)}::uuid`;
}
