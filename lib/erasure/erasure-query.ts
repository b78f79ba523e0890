import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize, may, useCasesWith } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { erasureFilterSchema } from "@/lib/erasure/erasure-schema";
import { type ErasureRow, type ErasureView, erasureView } from "@/lib/erasure/erasure-view";
import { findHindrance, findMeant, isAboutItems } from "@/lib/erasure/hindrance-query";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";

const pageSize = 25;

type StoredRow = ErasureRow & { itemId: string | null };

/**
 * A page of requests, the newest first, and where the next one starts: in use cases whose log this person reads or whose
 * requests they settle; those about users for admins, and for keys that read the log. Throws `forbidden` where they may see none.
 */
export async function listErasures(
  actor: Actor,
  filter: z.input<typeof erasureFilterSchema>,
): Promise<{ erasures: ErasureView[]; next: string | null }> {
  const { status, cursor } = checkInput(erasureFilterSchema, filter);
  const scope = scopeOf(actor);
  if (scope !== "all" && scope.length === 0) authorize(actor, "audit.read", null);
  const rows = await readRows(Prisma.sql`
    ${scope === "all" ? Prisma.sql`TRUE` : Prisma.sql`e.use_case_id = ANY(${scope}::uuid[])`}
    ${status === undefined ? Prisma.empty : Prisma.sql`AND e.status = ${status}::erasure_status`}
    ${cursor === undefined ? Prisma.empty : Prisma.sql`AND e.id < ${cursor}::uuid`}`);
  const page = rows.slice(0, pageSize);
  const erasures = await Promise.all(page.map((row) => viewOf(actor, row)));
  return { erasures, next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}

/** One request; null where there is none that this person may see. */
export async function findErasure(actor: Actor, id: string): Promise<ErasureView | null> {
  const [row] = await readRows(Prisma.sql`e.id = ${id}::uuid`);
  if (row === undefined) return null;
  const scope = scopeOf(actor);
  const { useCaseId } = row;
  const inScope = scope === "all" || (useCaseId !== null && scope.includes(useCaseId));
  // Who may ask sees what became of it.
  const visible = inScope || (useCaseId !== null && may(actor, "erasure.request", useCaseId));
  return visible ? viewOf(actor, row) : null;
}

/** Whether somebody sees any requests at all. */
export function seesErasures(actor: Actor): boolean {
  const scope = scopeOf(actor);
  return scope === "all" || scope.length > 0;
}

function scopeOf(actor: Actor): "all" | string[] {
  const [reads, settles] = [useCasesWith(actor, "audit.read"), useCasesWith(actor, "erasure.settle")];
  return reads === "all" || settles === "all" ? "all" : [...new Set([...reads, ...settles])];
}

async function viewOf(actor: Actor, row: StoredRow): Promise<ErasureView> {
  const pending = row.status === "pending";
  const waits = pending || row.status === "approved";
  const own = actor.kind === "user" && row.authorId === actor.id;
  const [blockedBy, meant] = await Promise.all([
    waits ? findHindrance(database, row, clock.now()) : null,
    waits && isAboutItems(row) ? findMeant(database, row) : null,
  ]);
  return erasureView(row, {
    mayApprove: pending && !own && actor.kind === "user" && may(actor, "erasure.settle", row.useCaseId),
    mayWithdraw: pending && own,
    blockedBy,
    affects: meant?.items ?? null,
  });
}

function readRows(condition: Prisma.Sql): Promise<StoredRow[]> {
  return database.$queryRaw<StoredRow[]>`
    SELECT e.id, e.kind::text, e.status::text, e.use_case_id AS "useCaseId", e.item_id AS "itemId",
           CASE WHEN c.id IS NOT NULL THEN json_build_object('slug', c.slug, 'name', c.name) END AS "useCase",
           CASE WHEN i.id IS NOT NULL THEN json_build_object('id', i.id, 'externalId', i.external_id) END AS item,
           e.entity_key AS "entityKey", u.name AS "userName", x.name AS "outsiderName", e.legal_basis AS "legalBasis",
           e.reference, e.author_id AS "authorId", e.author_name AS "authorName", e.created_at AS "createdAt",
           CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'name', s.name) END AS "settledBy",
           e.settled_at AS "settledAt", e.settled_note AS "settledNote", e.items, e.done_at AS "doneAt"
    FROM erasure e
    LEFT JOIN use_case c ON c.id = e.use_case_id
    LEFT JOIN item i ON i.id = e.item_id
    LEFT JOIN "user" u ON u.id = e.user_id
    LEFT JOIN external_reviewer x ON x.id = e.external_reviewer_id
    LEFT JOIN "user" s ON s.id = e.settled_by_id
    WHERE ${condition}
    ORDER BY e.id DESC LIMIT ${pageSize + 1}`;
}
