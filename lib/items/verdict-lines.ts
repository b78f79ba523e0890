import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import type { StoryEvent, StoryReview } from "@/lib/items/story-records";

const seconds = (value: number): string => (value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`);

/** How a verdict came about: its reason, what its reviewer had seen and said before, and the time it took. */
export function answeredLines(
  event: StoryEvent,
  review: StoryReview | undefined,
  modelAnswered: boolean,
  label: (answer: ShownAnswer) => string,
  reasonLabel: (code: string) => string,
): string[] {
  const { suggestion, detail, reason_code: reason } = event.envelope;
  const lines: string[] = [];
  if (reason !== undefined) lines.push(`Reason: ${reasonLabel(reason)}.`);
  if (suggestion?.shown === true) lines.push("The model's answer had been shown before this verdict.");
  else if (modelAnswered) lines.push("Given without seeing the model's answer.");
  const first = detail?.first_answer as { outcome?: string; value?: number } | undefined;
  const before = first && answerOf(first.outcome ?? null, first.value ?? null);
  if (before) lines.push(`First answered ${label(before)}, before the model's answer was shown.`);
  if (typeof detail?.seconds_spent === "number") lines.push(`Took ${seconds(detail.seconds_spent)}.`);
  if (review?.simulated === true) lines.push("A simulated reviewer gave it.");
  return lines;
}

/** What was said before the suggestion was shown, and how long that took. */
export function firstAnswerLines(
  { envelope: { detail } }: StoryEvent,
  label: (answer: ShownAnswer) => string,
): string[] {
  const first = detail?.first_answer as { outcome?: string; value?: number } | undefined;
  const answer = first && answerOf(first.outcome ?? null, first.value ?? null);
  if (!answer) return [];
  const after = detail?.seconds_to_first_answer;
  return [`First answered ${label(answer)}${typeof after === "number" ? ` after ${seconds(after)}` : ""}.`];
}

/** How a verdict from another system came about. */
export function receivedLines({ envelope: { suggestion, detail } }: StoryEvent, modelAnswered: boolean): string[] {
  const lines: string[] = [];
  if (typeof detail?.at === "string") lines.push(`Given on ${givenAt.format(new Date(detail.at))} UTC.`);
  if (suggestion?.shown === true) lines.push("The model's answer was visible there.");
  else if (modelAnswered) lines.push("Given without seeing the model's answer.");
  if (typeof detail?.seconds_spent === "number") lines.push(`Took ${seconds(detail.seconds_spent)}.`);
  if (detail?.stands_for !== undefined) lines.push("It took the place of a review that waited here.");
  return lines;
}

const givenAt = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
