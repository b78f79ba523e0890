import type { Route } from "@/lib/engine/route-item";
import { type InputView, inputView } from "@/lib/items/input-view";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import { type StoryEntry, storyEntries } from "@/lib/items/story-entries";
import type { StoryItem, StoryRecords, StoryReview } from "@/lib/items/story-records";
import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";
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

const waitingText = (review: StoryReview): string | null => {
  const check = review.purpose === "quality_control" ? " as a check of the automated decision" : "";
  if (review.status === "open") {
    return review.reviewer === null ? `Waits for a reviewer${check}.` : `Is with ${review.reviewer}${check}.`;
  }
  return review.status === "answered" ? `${review.reviewer ?? "Somebody"} answered and can still undo it.` : null;
};

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
    const { seq, decidedBy, decidedAt, policyVersion, reviewer } = row;
    return [{ seq, answer, by: decidedBy, reviewer, at: decidedAt.toISOString(), policyVersion }];
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
      waiting: records.reviews.map(waitingText).filter((text) => text !== null),
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
