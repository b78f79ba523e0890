import "server-only";
import { z } from "zod";
import type { Actor, UserActor } from "@/lib/access/actor";
import { useCasesWith } from "@/lib/access/authorize";
import type { AuditFilter, AuditPage } from "@/lib/audit/audit-filter-schema";
import { readAuditRows } from "@/lib/audit/audit-row-query";
import { type AuditEventView, auditEventView } from "@/lib/audit/audit-view";
import { findCodeTerms } from "@/lib/audit/code-query";
import {
  aboutItems,
  byOrAbout,
  type Criterion,
  type EventRange,
  type EventScope,
  inScope,
  withTerm,
} from "@/lib/audit/event-stream-query";
import { beyond, findEvents } from "@/lib/audit/find-events-query";
import { notSealed } from "@/lib/audit/sealed-items-query";
import { term } from "@/lib/audit/terms";
import { database, Prisma } from "@/lib/platform/database";
import { idRangeOfDays, momentOfId } from "@/lib/platform/id-range";

export interface AuditList {
  events: AuditEventView[];
  /** Events to go on after and before; null at the list's ends. */
  next: string | null;
  previous: string | null;
  /** Where a search ended although the log goes on; the next page takes it up there. */
  searchedTo: Date | null;
  /** The codes that were searched for, where the filter asks for one. */
  codes: string[] | null;
}

/** A page of the audit events that this person may read, the newest first. Empty for who may read none. */
export async function listAuditEvents(
  actor: UserActor,
  filter: AuditFilter,
  page: AuditPage,
  limit = 50,
): Promise<AuditList> {
  const codes = filter.code === undefined ? null : await findCodeTerms(filter.code);
  const criteria = await criteriaOf(await scopeOf(actor, filter), filter, codes);
  const backwards = page.after === undefined && page.before !== undefined;
  const direction = backwards ? "ASC" : "DESC";
  const days: EventRange = { ...idRangeOfDays(filter), above: null };
  const start = page.after ?? page.before;
  const range = start === undefined ? days : beyond(days, start, direction);
  const found = await findEvents({ criteria, also: notSealed(actor) }, range, direction, limit);
  if (backwards && found.next === null) return listAuditEvents(actor, filter, {}, limit);

  const which = Prisma.sql`e.id = ANY(${found.ids}::uuid[]) ORDER BY e.id DESC`;
  const first = found.ids[0] ?? null;
  return {
    events: found.ids.length === 0 ? [] : (await readAuditRows(which)).map(auditEventView),
    next: backwards ? first : found.next,
    previous: backwards ? found.next : page.after === undefined ? null : first,
    searchedTo: found.cut && found.next !== null ? momentOfId(found.next) : null,
    codes: codes?.map((code) => code.slice(code.indexOf(":") + 1)) ?? null,
  };
}

/**
 * SQL on the event `e` (`looked.id` is its id): whether it is one of those that the filter lets through and that whoever
 * asks may read. For exports and counts, which go through all of them.
 */
export async function auditCondition(actor: Actor, filter: AuditFilter): Promise<Prisma.Sql> {
  const codes = filter.code === undefined ? null : await findCodeTerms(filter.code);
  const criteria = await criteriaOf(await scopeOf(actor, filter), filter, codes);
  const { least, below } = idRangeOfDays(filter);
  return Prisma.join(
    [
      ...criteria.map(({ meets }) => meets),
      notSealed(actor),
      ...(least === null ? [] : [Prisma.sql`e.id >= ${least}::uuid`]),
      ...(below === null ? [] : [Prisma.sql`e.id < ${below}::uuid`]),
    ],
    " AND ",
  );
}

async function scopeOf(actor: Actor, filter: AuditFilter): Promise<EventScope> {
  const readable = useCasesWith(actor, "audit.read");
  const useCases = await database.useCase.findMany({
    where: {
      ...(readable === "all" ? {} : { id: { in: readable } }),
      ...(filter.useCase === undefined ? {} : { slug: filter.useCase }),
    },
    select: { id: true },
  });
  return { useCaseIds: useCases.map((row) => row.id), general: readable === "all" && filter.useCase === undefined };
}

async function criteriaOf(
  scope: EventScope,
  filter: AuditFilter,
  codes: readonly string[] | null,
): Promise<[Criterion, ...Criterion[]]> {
  const { type, actor, item, model, policy, outcome } = filter;
  return [
    inScope(scope, type),
    ...(item === undefined ? [] : [aboutItems(await findItemIds(scope.useCaseIds, item))]),
    ...(actor === undefined ? [] : [byOrAbout(actor)]),
    ...(policy === undefined ? [] : [withTerm([term("policy", policy)])]),
    ...(model === undefined ? [] : [withTerm([term("model", model)])]),
    ...(codes === null ? [] : [withTerm(codes)]),
    ...(outcome === undefined ? [] : [withTerm([term("outcome", outcome)])]),
  ];
}

/** Items by their external id, or by their own. */
async function findItemIds(useCaseIds: string[], text: string): Promise<string[]> {
  const items = await database.item.findMany({
    where: {
      useCaseId: { in: useCaseIds },
      OR: [{ externalId: text }, ...(z.uuid().safeParse(text).success ? [{ id: text }] : [])],
    },
    select: { id: true },
  });
  return items.map(({ id }) => id);
}
