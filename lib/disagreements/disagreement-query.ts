import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { isOwn } from "@/lib/disagreements/case-query";
import {
  type CasePrediction,
  type CaseReview,
  type DisagreementView,
  isAnswer,
  modelAnswer,
  personAnswer,
  settledView,
} from "@/lib/disagreements/disagreement-view";
import { inputView } from "@/lib/items/input-view";
import { answerOf as shownAnswer } from "@/lib/items/item-list-view";
import { clock } from "@/lib/platform/clock";
import { database, Prisma } from "@/lib/platform/database";
import type { DecidedBy, DisagreementKind, DisagreementStatus } from "@/lib/platform/generated/prisma/enums";
import { answerOf } from "@/lib/review/review-view";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import { findUseCase } from "@/lib/use-cases/use-case-query";

interface CaseRow {
  id: string;
  itemId: string;
  useCaseId: string;
  kind: DisagreementKind;
  status: DisagreementStatus;
  openedAt: Date;
  externalId: string;
  receivedAt: Date;
  erasedAt: Date | null;
  input: ItemInput;
  unlisted: string[];
  outcome: string | null;
  value: number | null;
  decidedBy: DecidedBy | null;
  modelVersion: number | null;
  policyVersion: number;
  slices: string[];
  blind: boolean;
  own: boolean;
  waits: boolean;
  settledBy: string | null;
}

/**
 * A disagreement for the page on which it is settled; null where there is none that this person may see. Where answers
 * come after one's own, they are not in what is returned until this person has given theirs, or it is settled.
 */
export async function findDisagreement(actor: UserActor, id: string): Promise<DisagreementView | null> {
  const row = await readCase(actor, id);
  if (row === undefined || !may(actor, "item.read", row.useCaseId)) return null;
  const [useCase, reviews] = await Promise.all([findUseCase(row.useCaseId), readReviews(row.itemId)]);
  if (useCase === null) return null;
  const settles = may(actor, "disagreement.settle", row.useCaseId);
  const current = reviews.find(
    ({ purpose, status }) => purpose === "adjudicate" && (status === "open" || status === "answered"),
  );
  const mine = current?.reviewerId === actor.id ? current : undefined;
  const sealed = settles && row.blind && row.status === "open" && mine?.suggestionShownAt == null;
  const { definition } = useCase;
  const first = mine?.firstAnsweredAt == null ? null : answerOf({ outcome: mine.firstOutcome, value: mine.firstValue });
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    openedAt: row.openedAt.toISOString(),
    item: {
      id: row.itemId,
      externalId: row.externalId,
      receivedAt: row.receivedAt.toISOString(),
      erasedAt: row.erasedAt?.toISOString() ?? null,
      input: inputView(definition.fields, row.input, row.unlisted),
    },
    useCase: {
      id: useCase.id,
      slug: useCase.slug,
      name: definition.name,
      guideline: definition.guideline,
    },
    outcomes: definition.outcomes.map(({ key, label, colour, hotkey }) => ({ key, label, colour, hotkey })),
    target: definition.target ?? null,
    modelVersion: row.modelVersion,
    policyVersion: row.policyVersion,
    slices: row.slices,
    hindrance: row.status === "settled" ? null : hindranceOf(row, settles, current, actor),
    blind: row.blind && settles,
    first: mine?.firstAnsweredAt == null ? null : first === null ? { unusable: true } : { answer: first },
    ...(!sealed && { told: await tell(row, reviews, current) }),
  };
}

function hindranceOf(row: CaseRow, settles: boolean, current: CaseReview | undefined, actor: UserActor): string | null {
  if (!settles) return "Adjudicators settle it. You can look on.";
  if (row.own) return "You answered this item yourself, or passed it on. Somebody else has to settle it.";
  if (row.waits) return "Its reviewers have not all answered yet. It can be settled once they have.";
  if (current === undefined || current.reviewerId === null) return null;
  const who = current.reviewer ?? "Somebody else";
  if (current.status === "answered") {
    return current.reviewerId === actor.id
      ? "You have settled it. It takes effect when the time to undo is over."
      : `${who} has just settled it. It takes effect when the time to undo is over.`;
  }
  const held = current.leaseUntil !== null && current.leaseUntil > clock.now() && current.reviewerId !== actor.id;
  return held ? `${who} is settling it just now.` : null;
}

async function tell(
  row: CaseRow,
  reviews: readonly CaseReview[],
  current: CaseReview | undefined,
): Promise<NonNullable<DisagreementView["told"]>> {
  const predictions = await readPredictions(row.itemId);
  const modelAnswered = predictions.some(({ failure }) => failure === null);
  const people = reviews.filter((review) => isAnswer(review, review.id === row.settledBy));
  const settledBy = reviews.find((review) => review.id === row.settledBy);
  const decision = shownAnswer(row.outcome, row.value);
  const fallback = row.decidedBy === "fallback" && !modelAnswered && decision !== null;
  return {
    answers: [
      ...predictions.map(modelAnswer),
      ...(fallback ? [fallbackAnswer(decision)] : []),
      ...people.map((review) => personAnswer(review, modelAnswered)),
    ],
    decision,
    settled:
      settledBy !== undefined ? settledView(settledBy) : current?.status === "answered" ? settledView(current) : null,
  };
}

function fallbackAnswer(answer: NonNullable<ReturnType<typeof shownAnswer>>) {
  const nothing = { unusable: false, failure: null, confidence: null, spread: null, seconds: null, note: null };
  return {
    key: "fallback",
    by: "fallback" as const,
    who: "The policy's fallback",
    answer,
    ...nothing,
    knew: null,
    at: null,
  };
}

async function readCase(actor: UserActor, id: string): Promise<CaseRow | undefined> {
  const [row] = await database.$queryRaw<CaseRow[]>`
    SELECT d.id, d.item_id AS "itemId", d.use_case_id AS "useCaseId", d.kind::text, d.status::text,
           d.created_at AS "openedAt", i.external_id AS "externalId", i.created_at AS "receivedAt", i.input, i.unlisted,
           i.erased_at AS "erasedAt",
           i.outcome, i.value, i.decided_by::text AS "decidedBy", m.version AS "modelVersion",
           p.version AS "policyVersion", d.slices, ${settlesBlind(Prisma.sql`d.use_case_id`)} AS blind,
           ${isOwn(Prisma.sql`d.item_id`, actor.id)} AS own, a.review_id AS "settledBy",
           EXISTS (SELECT FROM review w WHERE w.item_id = d.item_id AND w.status IN ('open', 'answered')
                     AND w.purpose IN ('decide', 'second_opinion', 'quality_control')) AS waits
    FROM disagreement d
    JOIN item i ON i.id = d.item_id
    JOIN policy p ON p.id = i.policy_id
    LEFT JOIN model_version m ON m.id = d.model_version_id
    LEFT JOIN adjudication a ON a.id = d.adjudication_id
    WHERE d.id = ${id}::uuid`;
  return row;
}

function readReviews(itemId: string): Promise<CaseReview[]> {
  return database.$queryRaw<CaseReview[]>`
    SELECT r.id, r.purpose::text, r.status::text, r.reviewer_id AS "reviewerId", u.name AS reviewer, x.name AS external,
           r.outcome, r.value, r.unusable, r.note, r.seconds_spent AS "secondsSpent",
           r.suggestion_shown_at AS "suggestionShownAt", r.first_outcome AS "firstOutcome", r.first_value AS "firstValue",
           r.first_answered_at AS "firstAnsweredAt", r.answered_at AS "answeredAt", r.lease_until AS "leaseUntil",
           a.root_cause::text AS "rootCause"
    FROM review r
    LEFT JOIN "user" u ON u.id = r.reviewer_id
    LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
    LEFT JOIN adjudication a ON a.review_id = r.id
    WHERE r.item_id = ${itemId}::uuid AND r.status <> 'cancelled' ORDER BY r.answered_at, r.id`;
}

function readPredictions(itemId: string): Promise<CasePrediction[]> {
  return database.$queryRaw<CasePrediction[]>`
    SELECT p.id, p.role::text, p.outcome, p.value, p.confidence, p.spread, p.failure, m.name AS "modelName",
           m.version AS "modelVersion", p.created_at AS "createdAt"
    FROM prediction p JOIN model_version m ON m.id = p.model_version_id
    WHERE p.item_id = ${itemId}::uuid ORDER BY p.role, p.id`;
}
