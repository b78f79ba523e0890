import "server-only";
import type { Actor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { database, Prisma } from "@/lib/platform/database";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";
import { idRangeOfDays } from "@/lib/platform/id-range";
import { type ComparedFilter, kindOfMeasure, type Measure, measures } from "@/lib/reports/agreement-filter-schema";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** An item on which a person's verdict stands beside the model's answer. */
export interface ComparedItemView {
  id: string;
  externalId: string;
  receivedAt: string;
  measure: Measure;
  predicted: string;
  confidence: number | null;
  /** Of a verdict that was given before the model's answer was shown: that first answer. */
  answered: string;
  /** In force; null where there is none. */
  decision: { outcome: string; by: DecidedBy } | null;
}

export interface ComparedList {
  items: ComparedItemView[];
  /** Items to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
}

const pageSize = 50;

/**
 * The items behind a cell of the agreement page, the newest first. People who review here do not see items that still
 * have a review to come. For those with `item.read` in the use case; throws `forbidden` for others.
 */
export async function findComparedItems(
  actor: Actor,
  useCase: UseCaseRecord,
  filter: ComparedFilter,
): Promise<ComparedList> {
  authorize(actor, "item.read", useCase.id);
  const { predicted, answered, after, before } = filter;
  if (predicted === undefined || answered === undefined) return { items: [], next: null, previous: null };
  const backwards = after === undefined && before !== undefined;
  const wanted = measures.filter((one) => filter.verdicts === undefined || kindOfMeasure[one] === filter.verdicts);
  const days = idRangeOfDays(filter);
  const place = backwards ? Prisma.sql`a.item_id > ${before}::uuid` : Prisma.sql`a.item_id < ${after ?? null}::uuid`;
  const conditions = [
    Prisma.sql`a.use_case_id = ${useCase.id}::uuid AND a.predicted = ${predicted} AND a.answered = ${answered}`,
    Prisma.sql`a.measure = ANY(${wanted}::text[])`,
    ...(after === undefined && before === undefined ? [] : [place]),
    ...(days.least === null ? [] : [Prisma.sql`a.item_id >= ${days.least}::uuid`]),
    ...(days.below === null ? [] : [Prisma.sql`a.item_id < ${days.below}::uuid`]),
    ...(filter.version === undefined
      ? []
      : [
          Prisma.sql`a.model_version_id = (SELECT m.id FROM model_version m
            WHERE m.use_case_id = a.use_case_id AND m.version = ${filter.version}::int)`,
        ]),
    ...(may(actor, "review.work", useCase.id)
      ? [Prisma.sql`NOT EXISTS (SELECT FROM review r WHERE r.item_id = a.item_id AND r.status IN ('open', 'answered'))`]
      : []),
  ];
  const rows = await database.$queryRaw<ComparedItemView[]>`
    SELECT a.item_id AS id, i.external_id AS "externalId", i.created_at AS "receivedAt", a.measure, a.predicted,
           p.confidence, a.answered,
           CASE WHEN i.outcome IS NOT NULL THEN json_build_object('outcome', i.outcome, 'by', i.decided_by) END AS decision
    FROM agreement_item a
    JOIN item i ON i.id = a.item_id
    LEFT JOIN prediction p ON p.item_id = a.item_id AND p.model_version_id = a.model_version_id
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY a.item_id ${backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${pageSize + 1}`;
  const items = rows.slice(0, pageSize);
  const more = rows.length > pageSize;
  if (backwards) items.reverse();
  const [first, last] = [items[0]?.id ?? null, items.at(-1)?.id ?? null];
  return {
    items: items.map((item) => ({ ...item, receivedAt: new Date(item.receivedAt).toISOString() })),
    next: backwards || more ? last : null,
    previous: (backwards ? more : after !== undefined) ? first : null,
  };
}
