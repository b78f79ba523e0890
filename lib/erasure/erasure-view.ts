import type { LegalBasisKey } from "@/lib/erasure/legal-basis";
import type { ErasureKind, ErasureStatus } from "@/lib/platform/generated/prisma/enums";

/** A request for erasure as people see it. */
export interface ErasureView {
  id: string;
  kind: ErasureKind;
  status: ErasureStatus;
  /** Null where it is about a user. */
  useCase: { slug: string; name: string } | null;
  /** What is meant, in words. Who it was is not told once they are erased. */
  what: string;
  /** Where it is one item. */
  item: { id: string; externalId: string } | null;
  legalBasis: LegalBasisKey;
  /** The case's number in the asker's own files. */
  reference: string;
  author: { id: string | null; name: string };
  createdAt: string;
  settledBy: { id: string; name: string } | null;
  settledAt: string | null;
  settledNote: string | null;
  /** Items whose values are gone. */
  items: number;
  doneAt: string | null;
  mayApprove: boolean;
  mayWithdraw: boolean;
  /** What keeps it from being approved, or carried out, in words; null: nothing. */
  blockedBy: string | null;
  /** Items meant that still have their values, while it waits or is under way; null where it is about a person. */
  affects: number | null;
}

/** An erasure's row with the names that it leads to. */
export interface ErasureRow {
  id: string;
  kind: ErasureKind;
  status: ErasureStatus;
  useCaseId: string | null;
  useCase: ErasureView["useCase"];
  item: ErasureView["item"];
  entityKey: string | null;
  userName: string | null;
  outsiderName: string | null;
  legalBasis: LegalBasisKey;
  reference: string;
  authorId: string | null;
  authorName: string;
  createdAt: Date;
  settledBy: ErasureView["settledBy"];
  settledAt: Date | null;
  settledNote: string | null;
  items: number;
  doneAt: Date | null;
}

/** What is meant, in words. */
function whatOf({ kind, status, item, entityKey, userName, outsiderName }: ErasureRow): string {
  switch (kind) {
    case "item":
      return `Item ${item?.externalId ?? ""}`.trim();
    case "entity":
      return entityKey === null ? "All items of an entity" : `All items of the entity ${entityKey}`;
    case "user":
      return status === "done" ? "A person" : (userName ?? "A person");
    case "external_reviewer":
      return status === "done" ? "A reviewer in another system" : `${outsiderName ?? "A reviewer"}, in another system`;
  }
}

/** Row to view; the rest depends on who looks, and when. */
export function erasureView(
  row: ErasureRow,
  rest: Pick<ErasureView, "mayApprove" | "mayWithdraw" | "blockedBy" | "affects">,
): ErasureView {
  const { id, kind, status, useCase, item, legalBasis, reference, settledBy, settledNote, items } = row;
  return {
    ...{ id, kind, status, useCase, what: whatOf(row), item, legalBasis, reference },
    author: { id: row.authorId, name: row.authorName },
    createdAt: row.createdAt.toISOString(),
    ...{ settledBy, settledNote, items },
    settledAt: row.settledAt?.toISOString() ?? null,
    doneAt: row.doneAt?.toISOString() ?? null,
    ...rest,
  };
}
