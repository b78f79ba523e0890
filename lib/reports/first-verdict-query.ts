import "server-only";
import { Prisma } from "@/lib/platform/database";

/**
 * SQL: the review was opened to decide an item or to check its decision, by route or by draw and not because somebody
 * doubted, and has an answer; or it is a verdict from elsewhere on an item that was left to people (docs/decisions/0021).
 */
const drawn = (review: Prisma.Sql) => Prisma.sql`NOT ${review}.unusable
  AND (${review}.purpose IN ('decide', 'quality_control') OR (${review}.purpose = 'external' AND EXISTS (
    SELECT FROM review left_to_people
    WHERE left_to_people.item_id = ${review}.item_id AND left_to_people.purpose = 'decide')))`;

/** SQL: `r` was drawn. */
export const isDrawn = drawn(Prisma.sql`r`);

/** SQL: `r`, a settled review, is the one that stands for its item among the several that it may have. */
export const isFirstVerdict = Prisma.sql`${isDrawn} AND NOT EXISTS (
  SELECT FROM review earlier
  WHERE earlier.item_id = r.item_id AND earlier.id < r.id AND earlier.status = 'settled' AND ${drawn(Prisma.sql`earlier`)})`;
