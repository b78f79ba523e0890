import "server-only";
import { database, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { ReviewPurpose } from "@/lib/platform/generated/prisma/enums";

interface OpenReview {
  id: string;
  itemId: string;
  useCase: { id: string; slug: string };
  purpose: ReviewPurpose;
  assignedToId: string | null;
  leaseUntil: Date | null;
}

/** An item's reviews that wait or are claimed, the oldest first, locked with the item. Throws `not_found`. */
export async function lockOpenReviews(tx: Transaction, useCaseId: string, itemId: string): Promise<OpenReview[]> {
  const [item] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM item WHERE id = ${itemId}::uuid AND use_case_id = ${useCaseId}::uuid FOR NO KEY UPDATE`;
  if (item === undefined) throw new AppError("not_found", "There is no such item in this use case.");
  return tx.$queryRaw<OpenReview[]>`
    SELECT r.id, r.item_id AS "itemId", json_build_object('id', u.id, 'slug', u.slug) AS "useCase", r.purpose::text,
           r.assigned_to_id AS "assignedToId", r.lease_until AS "leaseUntil"
    FROM review r JOIN use_case u ON u.id = r.use_case_id
    WHERE r.item_id = ${itemId}::uuid AND r.status = 'open' ORDER BY r.id FOR UPDATE OF r`;
}

/** Somebody who may review in the use case and can sign in, and whether they had the item before; null: nobody such. */
export async function findPerson(
  tx: Transaction,
  { useCaseId, itemId, userId }: { useCaseId: string; itemId: string; userId: string },
): Promise<{ name: string; adjudicates: boolean; reviewed: boolean } | null> {
  const [person] = await tx.$queryRaw<{ name: string; adjudicates: boolean; reviewed: boolean }[]>`
    SELECT u.name, bool_or(m.role = 'adjudicator') AS adjudicates,
           EXISTS (SELECT FROM review r WHERE r.item_id = ${itemId}::uuid AND r.reviewer_id = u.id AND r.status <> 'cancelled')
             OR EXISTS (SELECT FROM review_skip s JOIN review r ON r.id = s.review_id
                        WHERE s.user_id = u.id AND r.item_id = ${itemId}::uuid) AS reviewed
    FROM "user" u JOIN membership m ON m.user_id = u.id
    WHERE u.id = ${userId}::uuid AND m.use_case_id = ${useCaseId}::uuid AND m.role IN ('reviewer', 'adjudicator')
      AND u.disabled_at IS NULL AND NOT u.is_simulated
    GROUP BY u.id`;
  return person ?? null;
}

interface Person {
  id: string;
  name: string;
}

/** Whom an item's waiting reviews are kept for, and to whom they could be given; null where none waits. */
export async function findAssignment(
  useCaseId: string,
  itemId: string,
): Promise<{ assigned: Person[]; people: Person[] } | null> {
  const open = await database.review.findMany({
    where: { itemId, useCaseId, status: "open" },
    select: { assignedTo: { select: { id: true, name: true } } },
  });
  if (open.length === 0) return null;
  const people = await database.user.findMany({
    where: {
      disabledAt: null,
      isSimulated: false,
      memberships: { some: { useCaseId, role: { in: ["reviewer", "adjudicator"] } } },
    },
    orderBy: { name: "asc" },
    select: { id: true, name: true },
  });
  const assigned = open.flatMap(({ assignedTo }) => assignedTo ?? []);
  return { assigned, people: people.filter(({ id }) => assigned.every((person) => person.id !== id)) };
}
