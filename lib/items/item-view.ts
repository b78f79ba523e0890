import type { Mode } from "@/lib/engine/mode";
import type { RouteReason } from "@/lib/engine/route-item";
import type { DecidedBy, ItemStatus } from "@/lib/platform/generated/prisma/enums";

/** An item as callers of the API see it. It never holds what the model said: people must not learn that from a key. */
export interface ItemView {
  id: string;
  externalId: string;
  status: ItemStatus;
  /** `outcome`, or `value` for a regression. */
  decision: (({ outcome: string } | { value: number }) & { decidedBy: DecidedBy; at: string }) | null;
  route: { mode: Mode; reasons: RouteReason[]; policyVersion: number; modelVersion: number | null };
  createdAt: string;
  /** Null while its input is kept. */
  erasedAt: string | null;
}

/** What a row has to have for a view. */
export interface ItemRow {
  id: string;
  externalId: string;
  status: ItemStatus;
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy | null;
  decidedAt: Date | null;
  mode: Mode;
  reasons: RouteReason[];
  policyVersion: number;
  modelVersion: number | null;
  createdAt: Date;
  erasedAt: Date | null;
}

function decisionView(row: ItemRow): ItemView["decision"] {
  if (row.decidedBy === null || row.decidedAt === null) return null;
  const answer = row.value === null ? { outcome: row.outcome ?? "" } : { value: row.value };
  return { ...answer, decidedBy: row.decidedBy, at: row.decidedAt.toISOString() };
}

/** Row to API answer. */
export function itemView(row: ItemRow): ItemView {
  return {
    id: row.id,
    externalId: row.externalId,
    status: row.status,
    decision: decisionView(row),
    route: {
      mode: row.mode,
      reasons: row.reasons,
      policyVersion: row.policyVersion,
      modelVersion: row.modelVersion,
    },
    createdAt: row.createdAt.toISOString(),
    erasedAt: row.erasedAt?.toISOString() ?? null,
  };
}
