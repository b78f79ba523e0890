import "server-only";
import { database } from "@/lib/platform/database";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";
import { idRangeOfDays } from "@/lib/platform/id-range";
import { type LabelReview, labelOf } from "@/lib/reports/training-set/label-of";
import type { Provenance, TrainingSetFilter } from "@/lib/reports/training-set/training-set-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** A settled item with its label. */
export interface TrainingRow {
  externalId: string;
  receivedAt: string;
  /** An outcome's key, or a number. */
  label: string | number;
  provenance: Provenance;
  agreeing: number;
  verdicts: number;
  /** A disagreement about the item is open, so the label may yet change. */
  disputed: boolean;
  decidedAt: string | null;
  /** The champion on arrival. */
  modelVersion: number | null;
  /** Sent by a demo or a simulation. */
  simulated: boolean;
  input: ItemInput;
}

interface DecidedRow
  extends Omit<TrainingRow, "label" | "provenance" | "agreeing" | "verdicts" | "receivedAt" | "decidedAt"> {
  id: string;
  receivedAt: Date;
  decidedAt: Date | null;
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy;
  reviews: LabelReview[];
}

/** Items in one reading. Pictures may be large: of them only so few are in memory at once. */
const pageSize = 1_000;
const pictures = 50;

/**
 * Every settled item of the use case that the filter lets through and that still has its input, the oldest first, a page
 * at a time: memory stays flat.
 */
export async function* readTrainingSet(
  { id, definition }: Pick<UseCaseRecord, "id" | "definition">,
  filter: Omit<TrainingSetFilter, "format">,
): AsyncGenerator<TrainingRow[]> {
  const wanted = new Set(filter.provenances);
  const tolerance = definition.target?.tolerance ?? 0;
  const { least, below } = idRangeOfDays(filter);
  const limit = definition.fields.some(({ kind }) => kind === "image") ? pictures : pageSize;
  let after: string | null = null;
  for (;;) {
    const rows: DecidedRow[] = await readPage(id, { after, least, below }, limit);
    const labelled = rows.flatMap((row): TrainingRow[] => {
      const { provenance, agreeing, verdicts, ...answer } = labelOf(row, row.reviews, tolerance);
      const label = answer.outcome ?? answer.value;
      if (label === null || !wanted.has(provenance)) return [];
      const { externalId, disputed, modelVersion, simulated, input } = row;
      const [receivedAt, decidedAt] = [row.receivedAt.toISOString(), row.decidedAt?.toISOString() ?? null];
      const facts = { disputed, decidedAt, modelVersion, simulated, input };
      return [{ externalId, receivedAt, label, provenance, agreeing, verdicts, ...facts }];
    });
    if (labelled.length > 0) yield labelled;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < limit) return;
  }
}

/** How many decided items of the filter's days are not in the set because they were erased. */
export async function countErasedItems(
  useCaseId: string,
  filter: Pick<TrainingSetFilter, "from" | "to">,
): Promise<number> {
  const { least, below } = idRangeOfDays(filter);
  return database.item.count({
    where: {
      useCaseId,
      status: "decided",
      erasedAt: { not: null },
      id: { ...(least !== null && { gte: least }), ...(below !== null && { lt: below }) },
    },
  });
}

function readPage(
  useCaseId: string,
  { after, least, below }: { after: string | null; least: string | null; below: string | null },
  limit: number,
): Promise<DecidedRow[]> {
  return database.$queryRaw<DecidedRow[]>`
    SELECT i.id, i.external_id AS "externalId", i.created_at AS "receivedAt", i.outcome, i.value,
           i.decided_by::text AS "decidedBy", i.decided_at AS "decidedAt", i.simulated, i.input, m.version AS "modelVersion",
           EXISTS (SELECT FROM disagreement d WHERE d.item_id = i.id AND d.status = 'open') AS disputed,
           coalesce((SELECT json_agg(json_build_object(
              'purpose', r.purpose, 'outcome', r.outcome, 'value', r.value, 'shown', r.suggestion_shown_at IS NOT NULL,
              'first', CASE WHEN coalesce(r.first_outcome, r.first_value::text) IS NOT NULL
                THEN json_build_object('outcome', r.first_outcome, 'value', r.first_value) END) ORDER BY r.answered_at, r.id)
            FROM review r WHERE r.item_id = i.id AND r.status = 'settled'), '[]') AS reviews
    FROM unnest(ARRAY[${useCaseId}::uuid]) AS u
    CROSS JOIN LATERAL (
      SELECT * FROM item
      WHERE use_case_id = u AND status = 'decided' AND erased_at IS NULL AND id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
        AND id >= coalesce(${least}::uuid, '00000000-0000-0000-0000-000000000000')
        AND id < coalesce(${below}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      ORDER BY id LIMIT ${limit}
    ) AS i
    LEFT JOIN model_version m ON m.id = i.model_version_id
    ORDER BY i.id`;
}
