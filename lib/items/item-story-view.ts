import type { Route } from "@/lib/engine/route-item";
import { isDecision, reviewsNamed } from "@/lib/items/decision-lines";
import { type InputView, inputView } from "@/lib/items/input-view";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import { type StoryEntry, storyEntries } from "@/lib/items/story-entries";
import type {
  StoryDecision,
  StoryDisagreement,
  StoryEvent,
  StoryItem,
  StoryRecords,
  StoryReview,
} from "@/lib/items/story-records";
import type { DecidedBy, ReviewPurpose } from "@/lib/platform/generated/prisma/enums";
import type { Definition } from "@/lib/use-cases/definition-schema";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface DecisionView {
  seq: number;
  answer: ShownAnswer;
  by: DecidedBy;
  reviewer: string | null;
  at: string;
  policyVersion: number;
}

/** An item's page. `told` is null while the item is sealed for the reader. */
export interface ItemStory {
  id: string;
  externalId: string;
  useCase: { id: string; slug: string; name: string };
  outcomes: { key: string; label: string; colour: string }[];
  /** Regression: what the number counts. */
  unit: string;
  receivedAt: string;
  entityKey: string | null;
  tags: string[];
  simulated: boolean;
  /** When the input was erased; null: it is there. */
  erasedAt: string | null;
  input: InputView[];
  told: {
    /** Confirmed by an adjudicator: nobody can decide on the input, and no decision is in force. */
    unusable: boolean;
    /** The latest one is in force, unless the item is unusable; the others were superseded. */
    decisions: DecisionView[];
    /** Seconds from arrival to the first decision. */
    secondsToDecision: number | null;
    /** Reviews under way, in words. */
    waiting: string[];
    /** An override that can still be taken back. */
    pending: { reviewId: string; answer: ShownAnswer; who: string; until: string } | null;
    route: Route;
    policy: { version: number; reason: string };
    model: { version: number; name: string } | null;
    /** The first opened first. */
    disagreements: StoryDisagreement[];
    entries: StoryEntry[];
  } | null;
}

const waitsFor: Record<ReviewPurpose, (count: number) => string> = {
  decide: (count) => (count === 1 ? "Waits for a reviewer." : `Waits for ${count} reviewers.`),
  second_opinion: () => "Waits for a second opinion.",
  quality_control: () => "Waits for a reviewer as a check of the automated decision.",
  adjudicate: () => "Waits for an adjudicator who has not answered it.",
  override: () => "An override is being made.",
  external: () => "Waits for a verdict from another system.",
};

/** Reviews under way, in words: one sentence for all that wait alike, and one for each that somebody has. */
function waitingTexts(reviews: readonly StoryReview[]): string[] {
  const free = reviews.filter(
    ({ status, reviewer, assignee }) => status === "open" && reviewer === null && assignee === null,
  );
  const waiting = [...Map.groupBy(free, (review) => review.purpose)].map(([purpose, of]) =>
    waitsFor[purpose](of.length),
  );
  const held = reviews.flatMap((review) => {
    const check = review.purpose === "quality_control" ? " as a check of the automated decision" : "";
    if (review.purpose === "override") return [];
    if (review.status === "open" && review.reviewer === null && review.assignee !== null) {
      return [`Is kept for ${review.assignee}${check}.`];
    }
    if (review.status === "open" && review.reviewer !== null) return [`Is with ${review.reviewer}${check}.`];
    return review.status === "answered" ? [`${review.reviewer ?? "Somebody"} answered and can still undo it.`] : [];
  });
  return [...new Set([...waiting, ...held])];
}

/** Who made a person's decision: the one whose verdict it names, and how many others agreed. */
function decidedBy({ reviewId, reviewer, elsewhere }: StoryDecision, events: readonly StoryEvent[]): string | null {
  const told = events.find(
    (event) => reviewId !== null && isDecision(event) && event.envelope.verdict?.review === reviewId,
  );
  const others = reviewsNamed(told?.envelope.detail?.agreeing).length - 1;
  if (reviewer !== null && others < 1) return elsewhere ? `${reviewer} in another system` : reviewer;
  if (reviewer === null) return null;
  return `${reviewer} and ${others === 1 ? "one other" : `${others} others`}`;
}

/** The override of the item whose undo window is open, as far as is known. */
function pendingOverride(reviews: readonly StoryReview[]): NonNullable<ItemStory["told"]>["pending"] {
  const pending = reviews.findLast(({ purpose, status }) => purpose === "override" && status === "answered");
  const answer = pending && answerOf(pending.outcome, pending.value);
  if (pending === undefined || answer == null || pending.undoUntil === null) return null;
  return { reviewId: pending.id, answer, who: pending.reviewer ?? "Somebody", until: pending.undoUntil.toISOString() };
}

/** How an answer is called in a sentence. */
function answerLabel(definition: Definition): (answer: ShownAnswer) => string {
  const labels = new Map(definition.outcomes.map((outcome) => [outcome.key, outcome.label]));
  const unit = definition.target?.unit ?? "";
  return (answer) =>
    "value" in answer ? `${answer.value} ${unit}`.trim() : `"${labels.get(answer.outcome) ?? answer.outcome}"`;
}

/** How a reason for an override is called; one that the use case no longer lists, by its code. */
function reasonLabel({ reasonCodes }: Definition): (code: string) => string {
  const labels = new Map(reasonCodes.map(({ key, label }) => [key, label]));
  return (code) => labels.get(code) ?? code;
}

/** Records to page. */
export function itemStory(useCase: UseCaseRecord, item: StoryItem, records: StoryRecords | null): ItemStory {
  const { definition } = useCase;
  const decisions = (records?.decisions ?? []).flatMap((row): DecisionView[] => {
    const answer = answerOf(row.outcome, row.value);
    if (answer === null) return [];
    const { seq, decidedBy: by, decidedAt, policyVersion } = row;
    const reviewer = decidedBy(row, records?.events ?? []);
    return [{ seq, answer, by, reviewer, at: decidedAt.toISOString(), policyVersion }];
  });
  const first = records?.decisions[0];
  return {
    id: item.id,
    externalId: item.externalId,
    useCase: { id: useCase.id, slug: useCase.slug, name: definition.name },
    outcomes: definition.outcomes.map(({ key, label, colour }) => ({ key, label, colour })),
    unit: definition.target?.unit ?? "",
    receivedAt: item.createdAt.toISOString(),
    entityKey: item.entityKey,
    tags: item.tags,
    simulated: item.simulated,
    erasedAt: item.erasedAt?.toISOString() ?? null,
    input: inputView(definition.fields, item.input, item.unlisted),
    told: records && {
      unusable: item.status === "unusable",
      decisions,
      secondsToDecision: first ? (first.decidedAt.getTime() - item.createdAt.getTime()) / 1000 : null,
      waiting: waitingTexts(records.reviews),
      pending: pendingOverride(records.reviews),
      route: item.route,
      policy: { version: item.policyVersion, reason: item.policyReason },
      model:
        item.modelVersion === null || item.modelName === null
          ? null
          : { version: item.modelVersion, name: item.modelName },
      disagreements: records.disagreements,
      entries: storyEntries(item, records, answerLabel(definition), reasonLabel(definition)),
    },
  };
}
