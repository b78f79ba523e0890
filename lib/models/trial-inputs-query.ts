import "server-only";
import { sampleInput } from "@/lib/models/sample-input";
import { database } from "@/lib/platform/database";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Inputs to try a model out on: of recent items, the newest first, or a made-up one where there are none. */
export async function trialInputs(
  { id, definition }: Pick<UseCaseRecord, "id" | "definition">,
  most: number,
): Promise<{ madeUp: boolean; inputs: ItemInput[] }> {
  const rows = await database.item.findMany({
    where: { useCaseId: id },
    orderBy: { id: "desc" },
    take: most,
    select: { input: true },
  });
  if (rows.length === 0) return { madeUp: true, inputs: [sampleInput(definition.fields)] };
  return { madeUp: false, inputs: rows.map(({ input }) => input as ItemInput) };
}
