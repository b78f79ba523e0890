import "server-only";
import { comparisonsOf } from "@/lib/explanations/comparisons-of";
import type { ItemInput } from "@/lib/inference/encode-column";
import { greyThumbnail } from "@/lib/inference/grey-thumbnail";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { Comparison } from "@/lib/statistics/gower-distance";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

const verdictsRead = 2_000;
/** Pictures have to be decoded. */
const verdictsReadWithPictures = 300;
const keptMs = 60_000;
/** Bytes as stored. Larger inputs are stepped over: to read them all would cost more than they tell. */
const largestInput = 65_536;

/** An item on which somebody's verdict is final, with its input as it is compared. */
interface SettledInput {
  id: string;
  input: ItemInput;
}

interface SettledInputs {
  items: SettledInput[];
  comparisons: Comparison[];
}

const kept = new Map<string, { madeAt: number; definitionVersion: number; made: Promise<SettledInputs> }>();

/** The items of the latest final verdicts, read at most once a minute. */
export function findSettledInputs(useCase: UseCaseRecord): Promise<SettledInputs> {
  const { id, definitionVersion } = useCase;
  const now = clock.now().getTime();
  const known = kept.get(id);
  const same = known?.definitionVersion === definitionVersion;
  if (known !== undefined && same && now - known.madeAt < keptMs) return known.made;
  const made = readSettledInputs(useCase, same ? known?.made : undefined);
  kept.set(id, { madeAt: now, definitionVersion, made });
  made.catch(() => kept.delete(id));
  return made;
}

async function readSettledInputs(
  useCase: UseCaseRecord,
  earlier: Promise<SettledInputs> | undefined,
): Promise<SettledInputs> {
  const { fields } = useCase.definition;
  const pictures = fields.some(({ kind }) => kind === "image");
  const rows = await database.$queryRaw<SettledInput[]>`
    WITH latest AS (
      SELECT item_id FROM review
      WHERE use_case_id = ${useCase.id}::uuid AND status = 'settled' AND NOT unusable
      ORDER BY settled_at DESC LIMIT ${pictures ? verdictsReadWithPictures : verdictsRead}
    )
    SELECT i.id, i.input FROM item i
    WHERE i.id IN (SELECT item_id FROM latest) AND i.erased_at IS NULL AND pg_column_size(i.input) <= ${largestInput}::int`;
  const before = new Map((await earlier?.catch(() => undefined))?.items.map((item) => [item.id, item]));
  const items = await Promise.all(rows.map(async (row) => before.get(row.id) ?? (await comparable(row, useCase))));
  const inputs = items.map(({ input }) => input);
  return { items, comparisons: comparisonsOf(fields, inputs) };
}

/** The same with its pictures as small greys: what they are compared by. */
export async function comparable(item: SettledInput, { definition }: UseCaseRecord): Promise<SettledInput> {
  const pictures = definition.fields.filter(({ kind }) => kind === "image");
  if (pictures.length === 0) return item;
  const greys = await Promise.all(
    pictures.map(async ({ key }) => [key, await greyThumbnail(key, item.input)] as const),
  );
  return { id: item.id, input: { ...item.input, ...Object.fromEntries(greys) } };
}
