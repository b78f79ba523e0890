import type { DisagreementKind, DisagreementStatus, RootCause } from "@/lib/platform/generated/prisma/enums";

interface AnswerColumns {
  outcome: string | null;
  value: number | null;
  unusable: boolean;
}

export interface DisagreementApiRow {
  id: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  itemId: string;
  externalId: string;
  openedAt: Date;
  settledAt: Date | null;
  modelVersion: number | null;
  policyVersion: number | null;
  slices: string[];
  confidence: number | null;
  cost: number;
  one: AnswerColumns | null;
  other: AnswerColumns | null;
  verdict: AnswerColumns | null;
  rootCause: RootCause | null;
  /** A person may still have to answer without knowing what was said. */
  hidden: boolean;
}

type Speaker = "model" | "challenger" | "person";

/** A disagreement as callers of the API see it. */
export interface DisagreementApiView {
  id: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  item: { id: string; externalId: string };
  openedAt: string;
  settledAt: string | null;
  modelVersion: number | null;
  policyVersion: number | null;
  slices: string[];
  confidence: number | null;
  cost: number | null;
  /** Null while they must stay hidden (docs/decisions/0020). */
  answers: (AnswerColumns & { by: Speaker })[] | null;
  settlement: (AnswerColumns & { rootCause: RootCause | null }) | null;
}

const speakers: Record<DisagreementKind, [Speaker, Speaker]> = {
  model_human: ["model", "person"],
  human_human: ["person", "person"],
  champion_challenger: ["model", "challenger"],
};

/** Row to API answer. */
export function disagreementApiView(row: DisagreementApiRow): DisagreementApiView {
  const { one, other, kind, hidden, status, verdict } = row;
  const [first, second] = speakers[kind];
  return {
    id: row.id,
    kind,
    status,
    item: { id: row.itemId, externalId: row.externalId },
    openedAt: row.openedAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    modelVersion: row.modelVersion,
    policyVersion: row.policyVersion,
    slices: row.slices,
    confidence: hidden ? null : row.confidence,
    cost: hidden ? null : row.cost,
    answers: hidden
      ? null
      : [...(one === null ? [] : [{ by: first, ...one }]), ...(other === null ? [] : [{ by: second, ...other }])],
    settlement: status === "settled" && verdict !== null ? { ...verdict, rootCause: row.rootCause } : null,
  };
}
