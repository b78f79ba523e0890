import "server-only";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import {
  type DisagreementApiRow,
  type DisagreementApiView,
  disagreementApiView,
} from "@/lib/disagreements/disagreement-api-view";
import { disagreementFilterSchema, disagreementStatuses } from "@/lib/disagreements/disagreement-filter-schema";
import { scanIds } from "@/lib/disagreements/disagreement-scan-query";
import { database, Prisma } from "@/lib/platform/database";
import type { DisagreementKind, DisagreementStatus } from "@/lib/platform/generated/prisma/enums";

export interface DisagreementApiFilter {
  status?: DisagreementStatus;
  kind?: DisagreementKind;
}

/**
 * A use case's disagreements for the API, newest first, below the id `before`; at most `limit`. Answers that a person may
 * still have to do without are left out unless `withHidden`. The caller checks what its actor may see.
 */
export async function listDisagreementViews(
  useCaseId: string,
  { status, kind }: DisagreementApiFilter,
  { limit, before, withHidden }: { limit: number; before: string | null; withHidden: boolean },
): Promise<DisagreementApiView[]> {
  const ids = scanIds(
    {
      useCaseIds: [useCaseId],
      statuses: status === undefined ? disagreementStatuses : [status],
      filter: disagreementFilterSchema.parse({ kind }),
      range: { least: null, above: null, below: before },
      direction: "DESC",
    },
    null,
    limit,
  );
  const prediction = (alias: Prisma.Sql) => Prisma.sql`
    CASE WHEN ${alias}.id IS NOT NULL
         THEN json_build_object('outcome', ${alias}.outcome, 'value', ${alias}.value, 'unusable', FALSE) END`;
  const verdict = (alias: Prisma.Sql) => Prisma.sql`
    CASE WHEN ${alias}.id IS NOT NULL
         THEN json_build_object('outcome', ${alias}.outcome, 'value', ${alias}.value, 'unusable', ${alias}.unusable) END`;
  const rows = await database.$queryRaw<DisagreementApiRow[]>`
    SELECT d.id, d.kind::text, d.status::text, d.item_id AS "itemId", i.external_id AS "externalId",
           d.created_at AS "openedAt", d.settled_at AS "settledAt", m.version AS "modelVersion",
           policy.version AS "policyVersion", d.slices, d.confidence, d.cost,
           CASE WHEN d.kind = 'human_human' THEN ${verdict(Prisma.sql`r`)} ELSE ${prediction(Prisma.sql`p`)} END AS one,
           CASE d.kind WHEN 'human_human' THEN ${verdict(Prisma.sql`o`)} WHEN 'model_human' THEN ${verdict(Prisma.sql`r`)}
                ELSE ${prediction(Prisma.sql`c`)} END AS other,
           ${verdict(Prisma.sql`v`)} AS verdict, a.root_cause::text AS "rootCause",
           NOT ${withHidden} AND d.status = 'open' AND (
             ${settlesBlind(Prisma.sql`d.use_case_id`)}
             OR EXISTS (SELECT FROM review w WHERE w.item_id = d.item_id AND w.status IN ('open', 'answered'))) AS hidden
    FROM disagreement d
    JOIN item i ON i.id = d.item_id
    LEFT JOIN model_version m ON m.id = d.model_version_id
    LEFT JOIN policy ON policy.id = d.policy_id
    LEFT JOIN prediction p ON p.id = d.prediction_id
    LEFT JOIN prediction c ON c.id = d.challenger_id
    LEFT JOIN review r ON r.id = d.review_id
    LEFT JOIN review o ON o.id = d.other_review_id
    LEFT JOIN adjudication a ON a.id = d.adjudication_id
    LEFT JOIN review v ON v.id = a.review_id
    WHERE d.id IN (${ids})
    ORDER BY d.id DESC`;
  return rows.map(disagreementApiView);
}
