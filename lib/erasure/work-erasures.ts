import "server-only";
import { clearExports } from "@/lib/audit/export/clear-exports";
import type { CommandContext } from "@/lib/command";
import { carryOutErasure } from "@/lib/erasure/carry-out-erasure";
import { eraseExpired } from "@/lib/erasure/erase-expired";
import { database } from "@/lib/platform/database";

/** Requests that one turn looks at: one that waits does not keep the others waiting. */
const mostAtOnce = 50;

/** Carries out the next part of what was approved, the oldest first. Answers whether there may be more to do at once. */
export async function workErasures(context: CommandContext): Promise<boolean> {
  const approved = await database.erasure.findMany({
    where: { status: "approved", OR: [{ useCaseId: null }, { useCase: { heldAt: null } }] },
    orderBy: { id: "asc" },
    take: mostAtOnce,
    select: { id: true },
  });
  let went = false;
  await eachInTurn(approved, async (id) => {
    went = (await carryOutErasure(context, { erasureId: id })) === "went_on" || went;
  });
  if (went) await clearExports();
  return went;
}

/** Erases what use cases have kept for the longest time they want to. Answers whether there may be more to do at once. */
export async function workRetention(context: CommandContext): Promise<boolean> {
  const limited = await database.useCase.findMany({
    where: { eraseMonths: { not: null }, heldAt: null },
    select: { id: true },
  });
  let erased = 0;
  await eachInTurn(limited, async (id) => {
    erased += await eraseExpired(context, { useCaseId: id });
  });
  if (erased > 0) await clearExports();
  return erased > 0;
}

/** One that fails keeps no other waiting: its error is thrown when all have had their turn. */
async function eachInTurn(rows: readonly { id: string }[], work: (id: string) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const { id } of rows) await work(id).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
