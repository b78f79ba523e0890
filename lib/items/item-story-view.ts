import type { Route } from "@/lib/engine/route-item";
import { isDecision, reviewsNamed } from "@/lib/items/decision-lines";
import { type InputView, inputView } from "@/lib/items/input-view";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import { type StoryEntry, storyEntries } from "@/lib/items/story-entries";
import type { StoryDecision, StoryEvent, StoryItem, StoryRecords, StoryReview } from "@/lib/items/story-records";
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
  input: InputView[];
  told: {
    /** The latest one is in force; the others were superseded. */
    decisions: DecisionView[];
    /** Seconds from arrival to the first decision. */
    secondsToDecision: number | null;
    /** Reviews under way, in words. */
    waiting: string[];
    route: Route;
    policy: { version: number; reason: string };
    model: { version: number; name: string } | null;
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
  const free = reviews.filter((review) => review.status === "open" && review.reviewer === null);
  const waiting = [...Map.groupBy(free, (review) => review.purpose)].map(([purpose, of]) =>
    waitsFor[purpose](of.length),
  );
  const held = reviews.flatMap((review) => {
    const check = review.purpose === "quality_control" ? " as a check of the automated decision" : "";
    if (review.status === "open" && review.reviewer !== null) return [`Is with ${review.reviewer}${check}.`];
    return review.status === "answered" ? [`${review.reviewer ?? "Somebody"} answered and can still undo it.`] : [];
  });
  return [...new Set([...waiting, ...held])];
}

/** Who made a person's decision: the one whose verdict it names, and how many others agreed. */
function decidedBy({ reviewId, reviewer }: StoryDecision, events: readonly StoryEvent[]): string | null {
  const told = events.find(
    (event) => reviewId !== null && isDecision(event) && event.envelope.verdict?.review === reviewId,
  );
  const others = reviewsNamed(told?.envelope.detail?.agreeing).length - 1;
  if (reviewer === null || others < 1) return reviewer;
  return `${reviewer} and ${others === 1 ? "one other" : `${others} others`}`;
}

/** How an answer is called in a sentence. */
function answerLabel(definition: Definition): (answer: ShownAnswer) => string {
  const labels = new Map(definition.outcomes.map((outcome) => [outcome.key, outcome.label]));
  const unit = definition.target?.unit ?? "";
  return (answer) =>
    "value" in answer ? `${answer.value} ${unit}`.trim() : `"${labels.get(answer.outcome) ?? answer.outcome}"`;
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
    input: inputView(definition.fields, item.input, item.unlisted),
    told: records && {
      decisions,
      secondsToDecision: first ? (first.decidedAt.getTime() - item.createdAt.getTime()) / 1000 : null,
      waiting: waitingTexts(records.reviews),
      route: item.route,
      policy: { version: item.policyVersion, reason: item.policyReason },
      model:
        item.modelVersion === null || item.modelName === null
          ? null
          : { version: item.modelVersion, name: item.modelName },
      entries: storyEntries(item, records, answerLabel(definition)),
    },
  };
}
