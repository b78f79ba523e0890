import "server-only";
import type { LegalBasisKey } from "@/lib/erasure/legal-basis";
import { database, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { ErasureKind, ErasureStatus } from "@/lib/platform/generated/prisma/enums";

/** An erasure as those need it who change it. */
export interface StoredErasure {
  id: string;
  kind: ErasureKind;
  status: ErasureStatus;
  useCaseId: string | null;
  itemId: string | null;
  entityKey: string | null;
  userId: string | null;
  externalReviewerId: string | null;
  legalBasis: LegalBasisKey;
  authorId: string | null;
  items: number;
}

const notFound = () => new AppError("not_found", "There is no such request.");

/** The use case that an erasure is about; null: it is about a user. Throws `not_found`. */
export async function findErasureUseCase(id: string): Promise<string | null> {
  const erasure = await database.erasure.findUnique({ where: { id }, select: { useCaseId: true } });
  if (erasure === null) throw notFound();
  return erasure.useCaseId;
}

/** Reads an erasure and keeps others from changing it until the transaction ends. Throws `not_found`. */
export async function lockErasure(tx: Transaction, id: string): Promise<StoredErasure> {
  const [erasure] = await tx.$queryRaw<StoredErasure[]>`
    SELECT id, kind::text, status::text, use_case_id AS "useCaseId", item_id AS "itemId", entity_key AS "entityKey",
           user_id AS "userId", external_reviewer_id AS "externalReviewerId", legal_basis AS "legalBasis",
           author_id AS "authorId", items
    FROM erasure WHERE id = ${id}::uuid FOR UPDATE`;
  if (erasure === undefined) throw notFound();
  return erasure;
}

const became: Record<Exclude<ErasureStatus, "pending">, string> = {
  approved: "was approved, and is being carried out",
  done: "was approved and carried out",
  declined: "was declined",
  withdrawn: "was withdrawn by whoever had asked for it",
};

/** The same; throws `conflict` where it no longer waits for a second person. */
export async function lockPendingErasure(tx: Transaction, id: string): Promise<StoredErasure> {
  const erasure = await lockErasure(tx, id);
  if (erasure.status !== "pending") throw new AppError("conflict", `This request ${became[erasure.status]}.`);
  return erasure;
}
