import { type EventType, eventTypes } from "@/lib/audit/event-types";
import { modeName } from "@/lib/engine/mode-text";
import { reasonText } from "@/lib/engine/reason-text";
import { decidedTitle, decisionLines } from "@/lib/items/decision-lines";
import { handlingText } from "@/lib/items/handling-text";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import type { StoryEvent, StoryItem, StoryPrediction, StoryRecords, StoryReview } from "@/lib/items/story-records";
import { adjudicatedBecause, causeTexts, differenceTitles, purposeWords, settledLines } from "@/lib/items/story-words";
import { answeredLines, firstAnswerLines, receivedLines } from "@/lib/items/verdict-lines";

/** A model's answer as the timeline shows it. */
export interface PredictionView {
  model: string;
  counts: boolean;
  supplied: boolean;
  answer: ShownAnswer | null;
  /** By outcome key, the highest first; empty for a regression. */
  scores: { outcome: string; score: number }[];
  confidence: number | null;
  spread: number | null;
  failure: string | null;
  latencyMs: number;
  runtime: string;
}

/** One thing that happened to an item. */
export interface StoryEntry {
  key: string;
  at: string;
  /** Whose colour it has: a person's, the model's, a fallback's, a disagreement's, or none. */
  tone: "person" | "model" | "fallback" | "disagreement" | "plain";
  title: string;
  /** The answer that the title speaks of. */
  answer: ShownAnswer | null;
  lines: string[];
  note: string | null;
  prediction: PredictionView | null;
  /** The audit event that holds it; null where the one before it does too. */
  event: { id: string; leafHash: string } | null;
}

function predictionView(row: StoryPrediction): PredictionView {
  const scores = Object.entries(row.scores ?? {}).map(([outcome, score]) => ({ outcome, score }));
  return {
    model: `${row.modelName}, version ${row.modelVersion}`,
    counts: row.role === "champion",
    supplied: row.supplied,
    answer: answerOf(row.outcome, row.value),
    scores: scores.sort((one, other) => other.score - one.score),
    confidence: row.confidence,
    spread: row.spread,
    failure: row.failure?.message ?? null,
    latencyMs: row.latencyMs,
    runtime: row.runtime,
  };
}

const shadowLine = "It only shadowed: nobody saw this answer before the verdict.";
const challengerLine = "No reviewer sees this answer before the verdict.";

/** What the engine said, in sentences. */
function routeLines({ route }: StoryItem): string[] {
  const found = (route.findings ?? []).map(
    ({ guardrail, acts, detail }) =>
      `The guardrail ${guardrail} ${acts ? "stopped it" : "would have stopped it, but only watches"}: ${detail}`,
  );
  const rung =
    route.mode === route.effectiveMode
      ? `The rung in force was ${modeName[route.mode]}.`
      : `The rung in force was ${modeName[route.mode]}; this item got ${modeName[route.effectiveMode]}.`;
  return [rung, ...route.reasons.map((reason) => reasonText[reason] ?? reason), ...found];
}

/** An override as it was made: what it says instead of what, and why. */
function overrideEntry(
  person: (title: string, more: Partial<StoryEntry>) => StoryEntry,
  who: string,
  { envelope: { verdict, detail, prior_decision: prior } }: StoryEvent,
  review: StoryReview,
  label: (answer: ShownAnswer) => string,
): StoryEntry {
  const before = prior ? answerOf(prior.outcome, prior.value) : null;
  return person(`${who} overrode it`, {
    answer: verdict ? answerOf(verdict.outcome ?? null, verdict.value ?? null) : null,
    lines: [
      before === null ? "It was not decided yet." : `It was ${label(before)} before.`,
      ...(detail?.bulk === undefined ? [] : ["Together with other items, in one go."]),
    ],
    note: review.note,
  });
}

/** A second opinion on a check is one too. */
const checks = ({ route }: StoryItem, { purpose }: StoryReview): boolean =>
  purpose === "quality_control" || (purpose === "second_opinion" && route.decides === "model");

/** An item's timeline, the first event first. Told along the audit events: what is not on record did not happen. */
export function storyEntries(
  item: StoryItem,
  { events, reviews, predictions, decisions }: StoryRecords,
  label: (answer: ShownAnswer) => string,
  reasonLabel: (code: string) => string,
): StoryEntry[] {
  const reviewOf = new Map(reviews.map((review) => [review.id, review]));
  const champion = predictions.find((row) => row.role === "champion");
  const shadowed = item.route.effectiveMode === "shadow";
  const lastAnswer = new Map<string, string>();
  for (const event of events) {
    if (event.type === "review.answered") lastAnswer.set(String(event.envelope.detail?.review), event.id);
  }

  return events.flatMap((event): StoryEntry[] => {
    const who = event.actorName ?? event.envelope.actor.id ?? "the system";
    const { verdict, detail } = event.envelope;
    const review = reviewOf.get(verdict?.review ?? String(detail?.review));
    const entry = (title: string, more: Partial<StoryEntry> = {}): StoryEntry => ({
      key: event.id,
      at: event.occurredAt.toISOString(),
      tone: "plain",
      title,
      answer: null,
      lines: [],
      note: null,
      prediction: null,
      event: { id: event.id, leafHash: event.leafHash },
      ...more,
    });
    const nameOf = (id: string) => reviewOf.get(id)?.reviewer ?? "somebody";
    const person = (title: string, more: Partial<StoryEntry> = {}) => entry(title, { tone: "person", ...more });
    const verdictAnswer = verdict ? answerOf(verdict.outcome ?? null, verdict.value ?? null) : null;

    switch (event.type) {
      case "item.submitted": {
        const { decides, fallback, review: opened } = item.route;
        const check = opened === "quality_control" ? ", and to a person as a check" : "";
        const routed =
          decides === "model"
            ? `Routed to the model${check}`
            : decides === "fallback"
              ? `Routed to the policy's fallback${check}`
              : item.route.reviews === undefined
                ? "Routed to a person"
                : `Routed to ${item.route.reviews} people`;
        const prediction = champion && !shadowed ? predictionView(champion) : null;
        return [
          entry(`Received from ${who}`),
          ...(prediction === null ? [] : [predictionEntry(entry, `${event.id} prediction`, prediction)]),
          entry(routed, {
            key: `${event.id} route`,
            tone: fallback ? "fallback" : decides === "model" ? "model" : "person",
            lines: routeLines(item),
            event: null,
          }),
        ];
      }
      case "prediction.recorded": {
        const row = predictions.find((prediction) => prediction.id === detail?.prediction) ?? champion;
        if (row === undefined) return [entry("The model answered, unseen")];
        const told = predictionEntry(entry, event.id, predictionView(row));
        const unseen = row.role === "challenger" ? challengerLine : shadowLine;
        return [{ ...told, event: { id: event.id, leafHash: event.leafHash }, lines: [...told.lines, unseen] }];
      }
      case "decision.made": {
        const by = detail?.decided_by;
        const byEngine = by === "model" || by === "fallback";
        const decision = decisions.find((row) => (byEngine ? row.decidedBy === by : row.reviewer === review?.reviewer));
        const answer = verdictAnswer ?? (decision ? answerOf(decision.outcome, decision.value) : null);
        if (by === "fallback") return [entry("Decided by the policy's fallback", { tone: "fallback", answer })];
        return by === "model"
          ? [entry("Decided by the model", { tone: "model", answer })]
          : [person(decidedTitle(detail, review), { answer, lines: decisionLines(detail, nameOf) })];
      }
      case "decision.superseded": {
        const prior = event.envelope.prior_decision;
        const before = prior ? answerOf(prior.outcome, prior.value) : null;
        const lines = before === null ? [] : [`It was ${label(before)} before.`];
        return [
          person("The decision was replaced", {
            answer: verdictAnswer,
            lines: [...decisionLines(detail, nameOf), ...lines],
          }),
        ];
      }
      case "review.opened": {
        const why = adjudicatedBecause[String(detail?.because)] ?? "The verdicts come to no consensus.";
        return [entry("Sent to an adjudicator", { lines: [why] })];
      }
      case "review.second_opinion_asked":
        return [
          person(`${who} asked for a second opinion`, {
            lines: typeof detail?.opened === "string" ? [] : ["Another person was to answer it anyway."],
          }),
        ];
      case "review.second_opinion_withdrawn":
        return [person(`${who} needs no second opinion any more`)];
      case "review.cancelled":
        return [
          entry("A review was no longer needed", {
            lines: review?.reviewer ? [`${review.reviewer} had taken it.`] : [],
          }),
        ];
      case "review.claimed":
        return [
          person(
            detail?.resumed === true
              ? `${who} came back to it`
              : `${who} took it ${review ? purposeWords[review.purpose] : "for review"}`,
          ),
        ];
      case "review.released":
        return [person(`${who} gave it back`)];
      case "review.suggestion_shown":
        return [
          entry(`The model's answer was shown to ${who}`, { tone: "model", lines: firstAnswerLines(event, label) }),
        ];
      case "item.reopened":
        return [
          person(`${who} asked for a new review`, {
            lines: ["The decision stays in force unless the new verdict differs."],
            note: reviewOf.get(String(detail?.request))?.note ?? null,
          }),
        ];
      case "review.received":
        return [
          person(`${review?.reviewer ?? "Somebody"} answered in another system`, {
            answer: verdictAnswer,
            lines: receivedLines(event, champion?.failure === null),
          }),
        ];
      case "review.answered":
        if (review?.purpose === "override") return [overrideEntry(person, who, event, review, label)];
        return [
          person(`${who} answered`, {
            answer: verdictAnswer,
            lines: answeredLines(event, review, champion?.failure === null, label, reasonLabel),
            note: review !== undefined && lastAnswer.get(review.id) === event.id ? review.note : null,
          }),
        ];
      case "review.undone":
        return [
          person(`${who} took the ${review?.purpose === "override" ? "override" : "verdict"} back`, {
            answer: verdictAnswer,
          }),
        ];
      case "review.settled":
        return [
          person(`The verdict of ${review?.reviewer ?? "the reviewer"} became final`, {
            answer: verdictAnswer,
            lines: review === undefined ? [] : settledLines[checks(item, review) ? "quality_control" : review.purpose],
          }),
        ];
      case "disagreement.opened": {
        const title = differenceTitles[String(detail?.kind)] ?? "Two answers differ";
        return [entry(title, { tone: "disagreement", lines: ["A disagreement was opened."] })];
      }
      case "disagreement.settled":
        return [
          entry("The disagreement is settled", {
            tone: "disagreement",
            lines: [
              detail?.because === "erased"
                ? "Nobody can look into it any more: what the item held was erased."
                : (causeTexts[String(detail?.root_cause)] ?? "Without a root cause."),
            ],
          }),
        ];
      case "item.unusable": {
        if (detail?.because === "erased") return [entry("Ended without a decision: nobody can look at it")];
        const prior = event.envelope.prior_decision;
        const before = prior ? answerOf(prior.outcome, prior.value) : null;
        const lines = before === null ? [] : [`The decision ${label(before)} is in force no longer.`];
        return [person("Confirmed as unusable by an adjudicator", { lines })];
      }
      default: {
        const handled = handlingText(event, who, review);
        if (handled !== null) return [person(handled.title, handled)];
        const sentence = Object.hasOwn(eventTypes, event.type) ? eventTypes[event.type as EventType] : event.type;
        return [entry(sentence)];
      }
    }
  });
}

function predictionEntry(
  entry: (title: string, more: Partial<StoryEntry>) => StoryEntry,
  key: string,
  prediction: PredictionView,
): StoryEntry {
  const who = prediction.counts ? "The model" : "A challenger";
  return prediction.failure === null
    ? entry(`${who} answered`, { key, tone: "model", answer: prediction.answer, prediction, event: null })
    : entry(`${who} gave no answer`, {
        key,
        tone: "fallback",
        lines: [prediction.failure],
        prediction,
        event: null,
      });
}
