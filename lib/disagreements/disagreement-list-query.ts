import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { isOwn } from "@/lib/disagreements/case-query";
import {
  type DisagreementFilter,
  type DisagreementPage,
  disagreementStatuses,
} from "@/lib/disagreements/disagreement-filter-schema";
import {
  type DisagreementListView,
  type DisagreementRow,
  disagreementListView,
} from "@/lib/disagreements/disagreement-list-view";
import { rangeOfAge, type Scan, scanEnd, scanIds } from "@/lib/disagreements/disagreement-scan-query";
import type { ScopedUseCase } from "@/lib/disagreements/disagreement-scope-query";
import { database, Prisma } from "@/lib/platform/database";
import { momentOfId } from "@/lib/platform/id-range";

export interface DisagreementList {
  disagreements: DisagreementListView[];
  /** Disagreements to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
  /** Where the page stopped looking though the list goes on; the next page takes it up there. */
  searchedTo: Date | null;
}

/** The use cases that the filter leaves to look in. What is sealed for the reader is not found by what it must not tell. */
function placesIn(scope: readonly ScopedUseCase[], filter: DisagreementFilter): string[] {
  const telling = filter.confidence !== undefined || filter.cost !== undefined;
  return scope
    .filter(({ slug, sealed }) => (filter.useCase === undefined || filter.useCase === slug) && !(telling && sealed))
    .map(({ id }) => id);
}

/**
 * One page of the disagreements in these use cases, which are those that the person may see. Work is bounded whatever the
 * filter: see `scanEnd`.
 */
export async function listDisagreements(
  actor: UserActor,
  scope: readonly ScopedUseCase[],
  filter: DisagreementFilter,
  page: DisagreementPage,
  now: Date,
  limit = 50,
): Promise<DisagreementList> {
  const backwards = page.after === undefined && page.before !== undefined;
  const descending = (page.order === "newest") !== backwards;
  const age = rangeOfAge(filter.age, now);
  const at = page.after ?? page.before ?? null;
  const below = [age.below, descending ? at : null].filter((id) => id !== null).toSorted()[0] ?? null;
  const scan: Scan = {
    useCaseIds: placesIn(scope, filter),
    statuses: filter.status === "any" ? disagreementStatuses : [filter.status],
    filter,
    range: { least: age.least, above: descending ? null : at, below },
    direction: descending ? "DESC" : "ASC",
  };
  if (scan.useCaseIds.length === 0) return { disagreements: [], next: null, previous: null, searchedTo: null };
  const [last] = await database.$queryRaw<{ id: string }[]>`${scanEnd(scan, limit + 1)}`;
  const end = last?.id ?? null;
  const found = await database.$queryRaw<{ id: string }[]>`${scanIds(scan, end, limit + 1)}`;
  const ids = found.slice(0, limit).map(({ id }) => id);
  const full = found.length > limit;
  const onward = full ? (ids.at(-1) ?? null) : end;
  if (backwards && onward === null) return listDisagreements(actor, scope, filter, { order: page.order }, now, limit);

  const disagreements = await readViews(actor, scope, ids);
  if (backwards) disagreements.reverse();
  const first = ids[0] ?? at;
  return {
    disagreements,
    next: backwards ? first : onward,
    previous: backwards ? onward : page.after === undefined ? null : first,
    searchedTo: !full && end !== null ? momentOfId(end) : null,
  };
}

/**
 * The disagreement to settle after this one in the same list: one that nobody holds and that the person did not answer.
 * Looked for on two pages, from the one at hand on and then from the top; null where there is none.
 */
export async function findNext(
  actor: UserActor,
  scope: readonly ScopedUseCase[],
  filter: DisagreementFilter,
  current: { id: string; itemId: string; order: DisagreementPage["order"] },
  now: Date,
): Promise<string | null> {
  const settled = scope.filter(({ settles }) => settles);
  const open = { ...filter, status: "open" as const };
  const { order, id, itemId } = current;
  for (const page of [{ order, after: id }, { order }]) {
    const { disagreements } = await listDisagreements(actor, settled, open, page, now, 20);
    const next = disagreements.find((row) => row.itemId !== itemId && row.holder === null && !row.own);
    if (next !== undefined) return next.id;
  }
  return null;
}

async function readViews(
  actor: UserActor,
  scope: readonly ScopedUseCase[],
  ids: readonly string[],
): Promise<DisagreementListView[]> {
  if (ids.length === 0) return [];
  const sealed = scope.filter((useCase) => useCase.sealed).map(({ id }) => id);
  const answer = (alias: Prisma.Sql) => Prisma.sql`
    CASE WHEN ${alias}.id IS NOT NULL THEN json_build_object('outcome', ${alias}.outcome, 'value', ${alias}.value) END`;
  const rows = await database.$queryRaw<DisagreementRow[]>`
    SELECT d.id, d.item_id AS "itemId", i.external_id AS "externalId", d.use_case_id AS "useCaseId", d.kind::text,
           d.status::text, d.created_at AS "openedAt", d.settled_at AS "settledAt", m.version AS "modelVersion",
           policy.version AS "policyVersion", d.confidence, d.cost, d.slices,
           CASE WHEN d.kind = 'human_human' THEN ${answer(Prisma.sql`r`)}
                WHEN p.id IS NULL THEN json_build_object('outcome', i.outcome, 'value', i.value)
                ELSE ${answer(Prisma.sql`p`)} END AS one,
           CASE d.kind WHEN 'human_human' THEN ${answer(Prisma.sql`o`)} WHEN 'model_human' THEN ${answer(Prisma.sql`r`)}
                ELSE ${answer(Prisma.sql`c`)} END AS other,
           d.kind = 'model_human' AND d.review_id IS NULL AS audit,
           held.name AS holder, d.status = 'open' AND ${isOwn(Prisma.sql`d.item_id`, actor.id)} AS own,
           d.use_case_id = ANY(${sealed}::uuid[]) AS sealed, a.root_cause::text AS "rootCause",
           ${answer(Prisma.sql`v`)} AS outcome
    FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS wanted (id, place)
    JOIN disagreement d ON d.id = wanted.id
    JOIN item i ON i.id = d.item_id
    LEFT JOIN model_version m ON m.id = d.model_version_id
    LEFT JOIN policy ON policy.id = d.policy_id
    LEFT JOIN prediction p ON p.id = d.prediction_id
    LEFT JOIN prediction c ON c.id = d.challenger_id
    LEFT JOIN review r ON r.id = d.review_id
    LEFT JOIN review o ON o.id = d.other_review_id
    LEFT JOIN adjudication a ON a.id = d.adjudication_id
    LEFT JOIN review v ON v.id = a.review_id
    LEFT JOIN LATERAL (
      SELECT u.name FROM review h JOIN "user" u ON u.id = h.reviewer_id
      WHERE h.item_id = d.item_id AND h.purpose = 'adjudicate' AND d.status = 'open'
        AND (h.status = 'answered'
             OR (h.status = 'open' AND h.lease_until > now() AND h.reviewer_id <> ${actor.id}::uuid))
      LIMIT 1
    ) held ON TRUE
    ORDER BY wanted.place`;
  return rows.map(disagreementListView);
}
