import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { endExportsOf } from "@/lib/erasure/end-exports";
import { announce } from "@/lib/platform/announce";
import { Prisma, type Transaction } from "@/lib/platform/database";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import { reviewEvent } from "@/lib/review/review-event";

const erasedName = "Erased person";

/**
 * Erases a person who signs in: name, address, password, preferences, roles, saved views, and what they wrote about items.
 * Their sessions end, their API keys are revoked, and what they had on the desk goes back to the queue. What they decided
 * stays on record, under their id. Throws `conflict` for the last admin. Answers with the events.
 */
export async function eraseUser(
  tx: Transaction,
  userId: string,
  because: { basis: string; erasure: string },
  now: Date,
): Promise<AuditEvent[]> {
  const { name, email, disabledAt } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const freed = await freeReviews(tx, userId);
  const notes = await eraseWritten(tx, userId);
  await endExportsOf(tx, userId);
  const keys = await tx.apiKey.updateManyAndReturn({
    where: { createdById: userId, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true },
  });
  await tx.membership.deleteMany({ where: { userId } });
  await tx.savedView.deleteMany({ where: { userId } });
  await tx.user.update({
    where: { id: userId },
    data: {
      name: erasedName,
      email: `erased-${userId}@erased.invalid`,
      passwordHash: null,
      preferences: {},
      isAdmin: false,
      disabledAt: disabledAt ?? now,
      sessionVersion: { increment: 1 },
      erasedAt: now,
    },
  });
  await eraseNames(tx, { userId, name, email });
  return [
    { type: "user.erased", subject: { type: "user", id: userId }, detail: { ...because, notes, keys: keys.length } },
    ...keys.map(({ id }): AuditEvent => ({ type: "key.revoked", subject: { type: "key", id } })),
    ...freed,
  ];
}

interface OpenReview {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  held: boolean;
  assigned: boolean;
}

/** Their claims go back to the queue without what they had begun, and nothing is kept for them any more. */
async function freeReviews(tx: Transaction, userId: string): Promise<AuditEvent[]> {
  // Items are locked before reviews.
  await tx.$queryRaw`
    SELECT FROM item WHERE id IN (
      SELECT item_id FROM review WHERE status = 'open' AND (reviewer_id = ${userId}::uuid OR assigned_to_id = ${userId}::uuid))
    ORDER BY id FOR NO KEY UPDATE`;
  const open = await tx.$queryRaw<OpenReview[]>`
    SELECT r.id, r.item_id AS "itemId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase", r.purpose::text,
           r.reviewer_id IS NOT DISTINCT FROM ${userId}::uuid AS held,
           r.assigned_to_id IS NOT DISTINCT FROM ${userId}::uuid AS assigned
    FROM review r JOIN use_case u ON u.id = r.use_case_id
    WHERE r.status = 'open' AND (r.reviewer_id = ${userId}::uuid OR r.assigned_to_id = ${userId}::uuid)
    ORDER BY r.id FOR UPDATE OF r`;
  const held = open.filter((review) => review.held);
  const assigned = open.filter((review) => review.assigned);
  await tx.review.updateMany({
    where: { id: { in: held.map(({ id }) => id) } },
    data: { reviewerId: null, claimedAt: null, leaseUntil: null },
  });
  await tx.review.updateMany({ where: { assignedToId: userId }, data: { assignedToId: null } });
  for (const useCaseId of new Set(open.map(({ useCase }) => useCase.id))) {
    await announce(tx, { kind: "queue", useCaseId });
  }
  return [
    ...held.map((review) => reviewEvent("review.released", review)),
    ...assigned.map((review) => reviewEvent("review.unassigned", review, { detail: { assignee: userId } })),
  ];
}

/** Answers with how many notes there were. */
async function eraseWritten(tx: Transaction, userId: string): Promise<number> {
  await tx.$executeRaw`UPDATE review SET draft = NULL WHERE status = 'open' AND draft ->> 'by' = ${userId}`;
  await tx.reviewSkip.updateMany({ where: { userId }, data: { reason: "" } });
  await tx.bulkDecision.updateMany({ where: { userId }, data: { reason: "Erased" } });
  await tx.review.updateMany({
    where: { reviewerId: userId, draft: { not: Prisma.AnyNull } },
    data: { draft: Prisma.DbNull },
  });
  const { count } = await tx.review.updateMany({
    where: { reviewerId: userId, note: { not: null } },
    data: { note: null, noteSalt: null },
  });
  return count;
}

/** Copies of the name that stand beside what they did, and in the names of their API keys. */
async function eraseNames(
  tx: Transaction,
  { userId, name, email }: { userId: string; name: string; email: string },
): Promise<void> {
  const parts = [name.toLowerCase(), email.toLowerCase()];
  const keys = await tx.apiKey.findMany({ where: { createdById: userId }, select: { id: true, name: true } });
  const named = keys.filter((key) => parts.some((part) => key.name.toLowerCase().includes(part)));
  const keyNames = named.map((key) => key.name);
  await tx.$executeRaw`SELECT public.erase_model_authors(${keyNames}::text[])`;
  await tx.apiKey.updateMany({ where: { id: { in: named.map(({ id }) => id) } }, data: { name: "Erased key" } });
  await tx.$executeRaw`
    UPDATE export_job SET filter = jsonb_set(filter, '{key,name}', '"Erased key"')
    WHERE requested_by_id = ${userId}::uuid AND filter #>> '{key,name}' = ANY(${keyNames}::text[])`;
  const theirs = {
    where: {
      authorId: userId,
      OR: parts.map((part) => ({ authorName: { contains: part, mode: "insensitive" as const } })),
    },
    data: { authorName: erasedName },
  };
  await tx.policy.updateMany(theirs);
  await tx.policyProposal.updateMany(theirs);
  await tx.ramp.updateMany(theirs);
  await tx.erasure.updateMany(theirs);
  const signed = [name, ...keyNames.map((key) => `API key "${key}"`)];
  await tx.useCase.updateMany({ where: { haltedBy: { in: signed } }, data: { haltedBy: erasedName } });
  await tx.useCase.updateMany({ where: { heldBy: { in: signed } }, data: { heldBy: erasedName } });
}
