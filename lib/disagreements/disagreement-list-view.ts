import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import type { DisagreementKind, DisagreementStatus, RootCause } from "@/lib/platform/generated/prisma/enums";

interface AnswerColumns {
  outcome: string | null;
  value: number | null;
}

/** A row of the queue as the database gives it. */
export interface DisagreementRow {
  id: string;
  itemId: string;
  externalId: string;
  useCaseId: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  openedAt: Date;
  settledAt: Date | null;
  modelVersion: number | null;
  policyVersion: number | null;
  confidence: number | null;
  cost: number;
  slices: string[];
  /** The two that differ. Null: there is none, or it is that the input is unusable. */
  one: AnswerColumns | null;
  other: AnswerColumns | null;
  /** Model and person agree, and an adjudicator looks at both. */
  audit: boolean;
  /** Whoever else settles it just now, or has settled it and can still undo that. */
  holder: string | null;
  /** The reader answered the item, or passed it on. */
  own: boolean;
  /** The reader may settle it, and must not know the answers before their own. */
  sealed: boolean;
  rootCause: RootCause | null;
  /** What it was settled as. */
  outcome: AnswerColumns | null;
}

/** What could tell an answer before one's own is given. */
interface Told {
  audit: boolean;
  confidence: number | null;
  cost: number;
  /** What the one said and what the other said, in the order of the kind's name; null: the input is unusable. */
  answers: [ShownAnswer | null, ShownAnswer | null] | null;
}

/** A row of the queue as it reaches the browser. */
export interface DisagreementListView {
  id: string;
  itemId: string;
  externalId: string;
  useCaseId: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  openedAt: string;
  modelVersion: number | null;
  policyVersion: number | null;
  slices: string[];
  holder: string | null;
  own: boolean;
  settled: { at: string | null; rootCause: RootCause | null; outcome: ShownAnswer | null } | null;
  /** Null where the reader must not know yet: not empty, missing. */
  told: Told | null;
}

const shown = (answer: AnswerColumns | null) => answer && answerOf(answer.outcome, answer.value);

/** Row to view. The only way to the browser: what is sealed stays on the server. */
export function disagreementListView(row: DisagreementRow): DisagreementListView {
  const { one, other, sealed, status } = row;
  return {
    id: row.id,
    itemId: row.itemId,
    externalId: row.externalId,
    useCaseId: row.useCaseId,
    kind: row.kind,
    status,
    openedAt: row.openedAt.toISOString(),
    modelVersion: row.modelVersion,
    policyVersion: row.policyVersion,
    slices: row.slices,
    holder: row.holder,
    own: row.own,
    settled:
      status === "settled"
        ? { at: row.settledAt?.toISOString() ?? null, rootCause: row.rootCause, outcome: shown(row.outcome) }
        : null,
    told:
      sealed && status === "open"
        ? null
        : {
            audit: row.audit,
            confidence: row.confidence,
            cost: row.cost,
            answers: one === null && other === null ? null : [shown(one), shown(other)],
          },
  };
}
