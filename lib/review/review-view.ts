import type { Reveal } from "@/lib/platform/generated/prisma/enums";
import { type Answer, type Draft, draftSchema } from "@/lib/review/review-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** The model's answer as a reviewer may see it. */
export interface Suggestion {
  answer: Answer;
  /** In [0, 1]; null where the model gives none. */
  confidence: number | null;
  /** Regression: one standard deviation, in the target's unit; null where the model gives none. */
  spread: number | null;
  model: { name: string; version: number };
}

/**
 * A claimed review as the reviewer's browser gets it. Nothing in it tells why the item is reviewed, or whether others
 * review it too. The three fields about the model are missing, not empty, where the reviewer is to answer without it:
 * such an item looks like any other.
 */
export interface DeskItem {
  useCaseId: string;
  reviewId: string;
  externalId: string;
  arrivedAt: string;
  /** By when the item is to be answered, as its service level says; null where it has none. Whatever the review is for. */
  dueAt: string | null;
  input: ItemInput;
  unlisted: string[];
  definitionVersion: number;
  draft: Draft | null;
  /** Kept for this reviewer by somebody who assigned it. Missing otherwise. */
  assigned?: true;
  /** This reviewer has asked for a second opinion. Missing where they have not, whoever else did. */
  secondOpinion?: "asked";
  /** The reviewer answers first; then the model's answer can be asked for. */
  answerFirst?: true;
  /** The answer that the reviewer gave before seeing the model's. */
  firstAnswer?: Answer;
  suggestion?: Suggestion;
}

/** What the database knows about a claimed review, its purpose excepted: that is not even read. */
export interface ReviewRow {
  useCaseId: string;
  reviewId: string;
  reveal: Reveal;
  reviewerId: string;
  externalId: string;
  arrivedAt: Date;
  /** Of the policy that the item was routed under. */
  slaMinutes: number | null;
  input: ItemInput;
  unlisted: string[];
  definitionVersion: number;
  draft: unknown;
  suggestionShownAt: Date | null;
  firstOutcome: string | null;
  firstValue: number | null;
  predictedOutcome: string | null;
  predictedValue: number | null;
  confidence: number | null;
  spread: number | null;
  modelName: string | null;
  modelVersion: number | null;
  secondOpinionAsked: boolean | null;
  assignedToId: string | null;
}

/** An answer from its two columns; null where neither is set. */
export function answerOf(row: { outcome: string | null; value: number | null }): Answer | null {
  if (row.outcome !== null) return { outcome: row.outcome };
  return row.value === null ? null : { value: row.value };
}

/** The model's answer where this reviewer may see it now: the route allows it, and it is on record as shown. */
function visibleSuggestion(row: ReviewRow): Suggestion | null {
  if (row.reveal === "never" || row.suggestionShownAt === null) return null;
  const answer = answerOf({ outcome: row.predictedOutcome, value: row.predictedValue });
  if (answer === null || row.modelName === null || row.modelVersion === null) return null;
  return {
    answer,
    confidence: row.confidence,
    spread: row.spread,
    model: { name: row.modelName, version: row.modelVersion },
  };
}

/** The draft, if this reviewer wrote it. */
function ownDraft(row: ReviewRow): Draft | null {
  if (typeof row.draft !== "object" || row.draft === null || !("by" in row.draft)) return null;
  const { by, ...draft } = row.draft;
  const parsed = draftSchema.safeParse(draft);
  return by === row.reviewerId && parsed.success ? parsed.data : null;
}

/** Row to what the reviewer's browser gets. The only way there: what is not named here stays on the server. */
export function reviewView(row: ReviewRow): DeskItem {
  const suggestion = visibleSuggestion(row);
  const firstAnswer = answerOf({ outcome: row.firstOutcome, value: row.firstValue });
  const due = row.slaMinutes === null ? null : new Date(row.arrivedAt.getTime() + row.slaMinutes * 60_000);
  return {
    useCaseId: row.useCaseId,
    reviewId: row.reviewId,
    externalId: row.externalId,
    arrivedAt: row.arrivedAt.toISOString(),
    dueAt: due?.toISOString() ?? null,
    input: row.input,
    unlisted: row.unlisted,
    definitionVersion: row.definitionVersion,
    draft: ownDraft(row),
    ...(row.assignedToId !== null && row.assignedToId === row.reviewerId ? { assigned: true } : {}),
    ...(row.secondOpinionAsked === true ? { secondOpinion: "asked" } : {}),
    ...(row.reveal === "after" && row.suggestionShownAt === null ? { answerFirst: true } : {}),
    ...(suggestion === null ? {} : { suggestion }),
    ...(suggestion === null || row.reveal !== "after" || firstAnswer === null ? {} : { firstAnswer }),
  };
}
