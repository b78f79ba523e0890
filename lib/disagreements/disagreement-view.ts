import type { InputView } from "@/lib/items/input-view";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import type {
  DisagreementKind,
  DisagreementStatus,
  PredictionRole,
  ReviewPurpose,
  ReviewStatus,
  RootCause,
} from "@/lib/platform/generated/prisma/enums";
import type { Answer } from "@/lib/review/review-schema";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** What a model or a person said about the item. */
export interface CaseAnswer {
  key: string;
  by: "model" | "challenger" | "person" | "fallback";
  who: string;
  /** Null: no answer, or that the input is unusable. */
  answer: ShownAnswer | null;
  unusable: boolean;
  /** Why a model gave no answer. */
  failure: string | null;
  /** In [0, 1]. */
  confidence: number | null;
  spread: number | null;
  seconds: number | null;
  note: string | null;
  /** Of a person: what they knew of the model's answer, in words. */
  knew: string | null;
  at: string | null;
}

/** How a disagreement was settled. */
export interface SettledView {
  by: string;
  answer: ShownAnswer | null;
  unusable: boolean;
  rootCause: RootCause | null;
  note: string | null;
  at: string | null;
}

/** A disagreement as the page of whoever settles it, or looks on, gets it. */
export interface DisagreementView {
  id: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  openedAt: string;
  /** `erasedAt`: when the input was erased; null: it is there. */
  item: { id: string; externalId: string; receivedAt: string; erasedAt: string | null; input: InputView[] };
  useCase: { id: string; slug: string; name: string; guideline: string };
  outcomes: Pick<Definition["outcomes"][number], "key" | "label" | "colour" | "hotkey">[];
  /** Null for a classification. */
  target: NonNullable<Definition["target"]> | null;
  modelVersion: number | null;
  policyVersion: number;
  slices: string[];
  /** What keeps this person from settling it, in words; null: nothing. */
  hindrance: string | null;
  /** One's own answer comes first. */
  blind: boolean;
  /** What this person answered before they saw the others' answers; `unusable` where they said so. */
  first: { answer: Answer } | { unusable: true } | null;
  /** Missing while the reader must not know. */
  told?: { answers: CaseAnswer[]; decision: ShownAnswer | null; settled: SettledView | null };
}

export interface CasePrediction {
  id: string;
  role: PredictionRole;
  outcome: string | null;
  value: number | null;
  confidence: number | null;
  spread: number | null;
  failure: { message: string } | null;
  modelName: string;
  modelVersion: number;
  createdAt: Date;
}

export interface CaseReview {
  id: string;
  purpose: ReviewPurpose;
  status: ReviewStatus;
  reviewerId: string | null;
  reviewer: string | null;
  external: string | null;
  outcome: string | null;
  value: number | null;
  unusable: boolean;
  note: string | null;
  secondsSpent: number | null;
  suggestionShownAt: Date | null;
  firstOutcome: string | null;
  firstValue: number | null;
  firstAnsweredAt: Date | null;
  answeredAt: Date | null;
  leaseUntil: Date | null;
  rootCause: RootCause | null;
}

export function modelAnswer(row: CasePrediction): CaseAnswer {
  return {
    key: row.id,
    by: row.role === "champion" ? "model" : "challenger",
    who: `${row.modelName}, version ${row.modelVersion}`,
    answer: answerOf(row.outcome, row.value),
    unusable: false,
    failure: row.failure?.message ?? null,
    confidence: row.confidence,
    spread: row.spread,
    seconds: null,
    note: null,
    knew: null,
    at: row.createdAt.toISOString(),
  };
}

/** `modelAnswered`: there was something to see. */
export function personAnswer(row: CaseReview, modelAnswered: boolean): CaseAnswer {
  const { suggestionShownAt, firstAnsweredAt, external } = row;
  const knew =
    suggestionShownAt !== null
      ? firstAnsweredAt !== null
        ? "Answered first, then saw the model's answer"
        : "Saw the model's answer"
      : modelAnswered
        ? "Did not see the model's answer"
        : null;
  return {
    key: row.id,
    by: "person",
    who: external === null ? (row.reviewer ?? "Somebody") : `${external}, in another system`,
    answer: answerOf(row.outcome, row.value),
    unusable: row.unusable,
    failure: null,
    confidence: null,
    spread: null,
    seconds: row.secondsSpent,
    note: row.note,
    knew,
    at: row.answeredAt?.toISOString() ?? null,
  };
}

export function settledView(row: CaseReview): SettledView {
  return {
    by: row.reviewer ?? "Somebody",
    answer: answerOf(row.outcome, row.value),
    unusable: row.unusable,
    rootCause: row.rootCause,
    note: row.note,
    at: row.answeredAt?.toISOString() ?? null,
  };
}

/** Whether a review stands among the answers, rather than being what settles them. */
export const isAnswer = ({ purpose, status }: CaseReview, settledHere: boolean): boolean =>
  purpose !== "adjudicate" ? status === "answered" || status === "settled" : status === "settled" && !settledHere;
