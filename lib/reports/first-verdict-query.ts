import "server-only";
import { Prisma } from "@/lib/platform/database";

/** SQL: `r` was opened to decide an item or to check its decision, by route or by draw and not because somebody doubted, and has an answer. */
export const isDrawn = Prisma.sql`r.purpose IN ('decide', 'quality_control') AND NOT r.unusable`;

/** SQL: `r`, a settled review, is the one that stands for its item among the several that it may have. */
export const isFirstVerdict = Prisma.sql`${isDrawn} AND NOT EXISTS (
  SELECT FROM review earlier
  WHERE earlier.item_id = r.item_id AND earlier.id < r.id AND earlier.status = 'settled'
    AND earlier.purpose IN ('decide', 'quality_control') AND NOT earlier.unusable)`;
