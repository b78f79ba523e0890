import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { comparableFields, type RecentInputs, recentInputs } from "@/lib/review/recent-inputs-view";
import type { Field } from "@/lib/use-cases/definition-schema";

const itemsRead = 2_000;
const keptMs = 60_000;
/** Bytes as stored. Larger inputs (pictures) are stepped over: to read them all would cost more than their numbers tell. */
const largestInput = 65_536;

const kept = new Map<string, { madeAt: number; definitionVersion: number; made: Promise<RecentInputs> }>();

/** What the newest items of a use case hold, read at most once a minute. */
export function findRecentInputs(useCase: {
  id: string;
  definitionVersion: number;
  definition: { fields: readonly Field[] };
}): Promise<RecentInputs> {
  const { id, definitionVersion, definition } = useCase;
  const now = clock.now().getTime();
  const known = kept.get(id);
  if (known?.definitionVersion === definitionVersion && now - known.madeAt < keptMs) return known.made;
  const made = readRecentInputs(id, definition.fields);
  kept.set(id, { madeAt: now, definitionVersion, made });
  made.catch(() => kept.delete(id));
  return made;
}

async function readRecentInputs(useCaseId: string, fields: readonly Field[]): Promise<RecentInputs> {
  const keys = comparableFields(fields).map((field) => field.key);
  if (keys.length === 0) return {};
  const rows = await database.$queryRaw<{ input: Record<string, unknown> }[]>`
    SELECT (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(i.input) WHERE key = ANY(${keys}::text[])) AS input
    FROM (SELECT input, erased_at FROM item WHERE use_case_id = ${useCaseId}::uuid ORDER BY id DESC LIMIT ${itemsRead}) i
    WHERE i.erased_at IS NULL AND pg_column_size(i.input) <= ${largestInput}::int`;
  return recentInputs(
    fields,
    rows.map((row) => row.input),
  );
}
