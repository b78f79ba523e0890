import "server-only";
import { sampleInput } from "@/lib/models/sample-input";
import { database, Prisma } from "@/lib/platform/database";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Among how many of the newest items those are looked for that no review is open on. */
const lookedAt = 500;

/**
 * Inputs to try a model out on: of recent items, the newest first, or a made-up one where there are none. `unsealed`:
 * for somebody who reviews here and will see what the model says, only items that nobody has still to answer.
 */
export async function trialInputs(
  { id, definition }: Pick<UseCaseRecord, "id" | "definition">,
  most: number,
  { unsealed = false } = {},
): Promise<{ madeUp: boolean; inputs: ItemInput[] }> {
  const open = Prisma.sql`EXISTS (SELECT FROM review r WHERE r.item_id = newest.id AND r.status IN ('open', 'answered'))`;
  const rows = await database.$queryRaw<{ input: ItemInput }[]>`
    SELECT i.input
    FROM (SELECT id FROM item WHERE use_case_id = ${id}::uuid ORDER BY id DESC LIMIT ${lookedAt}) newest
    JOIN item i ON i.id = newest.id
    WHERE i.erased_at IS NULL AND NOT (${unsealed} AND ${open})
    ORDER BY newest.id DESC LIMIT ${most}`;
  if (rows.length === 0) return { madeUp: true, inputs: [sampleInput(definition.fields)] };
  return { madeUp: false, inputs: rows.map(({ input }) => input) };
}
