import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import type { StoryReview } from "@/lib/items/story-records";

/** An audit event about an item as its record reads it. */
export interface RecordedEvent {
  id: string;
  type: string;
  occurredAt: Date;
  /** Of the person, key or part of the system. */
  actorName: string;
  /** In hex. */
  leafHash: string;
  /** Null while it waits for its place in the log. */
  logIndex: number | null;
  envelope: {
    input_commitment?: string;
    model?: { id: string; version: number; sha256: string | null; runtime?: string };
    policy?: { id: string; version: number; sha256: string };
    verdict?: { review: string; outcome?: string; value?: number; unusable?: true };
    suggestion?: { shown: boolean; at: string | null };
    reason_code?: string;
    prior_decision?: { seq: number; outcome: string | null; value: number | null } | null;
    detail?: Record<string, unknown>;
  };
}

/** One person's work on an item, as it stood at a moment. */
export interface RecordedReview {
  id: string;
  purpose: StoryReview["purpose"];
  who: string;
  takenAt: string | null;
  /** When the model's answer was on their screen; null: not as far as this system knows. */
  shownAt: string | null;
  /** What they said before the model's answer was shown. */
  firstAnswer: ShownAnswer | null;
  /** The last verdict; `answer` null: nobody can decide on this input. */
  verdict: { answer: ShownAnswer | null; at: string; reasonCode: string | null; note: string | null } | null;
  /** An override: what it was to replace. */
  replaces: ShownAnswer | null;
  state: "open" | "answered" | "final" | "undone" | "given_back" | "not_needed";
}

type Envelope = RecordedEvent["envelope"];

const reviewOf = ({ verdict, detail }: Envelope): string | null =>
  verdict?.review ?? (typeof detail?.review === "string" ? detail.review : null);

const answerIn = (said: unknown): ShownAnswer | null => {
  if (typeof said !== "object" || said === null) return null;
  const { outcome, value } = said as { outcome?: string; value?: number };
  return answerOf(outcome ?? null, value ?? null);
};

/** Every review of an item, in the order in which they were first heard of, from what the log says of them. */
export function recordedReviews(
  events: readonly RecordedEvent[],
  reviews: readonly Pick<StoryReview, "id" | "purpose" | "reviewer" | "note">[],
): RecordedReview[] {
  const known = new Map(reviews.map((review) => [review.id, review]));
  const told = new Map<string, RecordedReview>();
  for (const { type, occurredAt, actorName, envelope } of events) {
    const id = reviewOf(envelope);
    const row = id === null ? undefined : known.get(id);
    if (id === null || row === undefined) continue;
    const at = occurredAt.toISOString();
    const review: RecordedReview = told.get(id) ?? {
      id,
      purpose: row.purpose,
      who: row.reviewer ?? "Nobody yet",
      takenAt: null,
      shownAt: null,
      firstAnswer: null,
      verdict: null,
      replaces: null,
      state: "open",
    };
    told.set(id, review);
    switch (type) {
      case "review.claimed":
        Object.assign(review, { who: actorName, takenAt: review.takenAt ?? at, state: "open" });
        break;
      case "review.suggestion_shown":
        review.shownAt = envelope.suggestion?.at ?? at;
        review.firstAnswer ??= answerIn(envelope.detail?.first_answer);
        break;
      case "review.answered":
      case "review.flagged_unusable":
      case "review.received":
        Object.assign(review, {
          who: type === "review.received" ? (row.reviewer ?? actorName) : actorName,
          verdict: { answer: answerIn(envelope.verdict), at, reasonCode: envelope.reason_code ?? null, note: null },
          replaces: row.purpose === "override" ? answerIn(envelope.prior_decision) : null,
          state: type === "review.received" ? "final" : "answered",
        });
        review.shownAt ??= envelope.suggestion?.shown === true ? envelope.suggestion.at : null;
        review.firstAnswer ??= answerIn(envelope.detail?.first_answer);
        break;
      case "review.undone":
        Object.assign(review, { verdict: null, state: "undone" });
        break;
      case "review.released":
      case "review.skipped":
        review.state = "given_back";
        break;
      case "review.cancelled":
        review.state = "not_needed";
        break;
      case "review.settled":
      case "decision.made":
      case "decision.superseded":
      case "item.unusable":
        review.state = "final";
        break;
    }
    const counted = envelope.detail?.reviews;
    if (Array.isArray(counted)) for (const other of counted) settle(told.get(String(other)));
  }
  // What a person wrote is kept with the review, as last given: it belongs to the verdict that still stands.
  for (const review of told.values()) {
    if (review.verdict !== null) review.verdict.note = known.get(review.id)?.note ?? null;
  }
  return [...told.values()];
}

function settle(review: RecordedReview | undefined): void {
  if (review !== undefined) review.state = "final";
}
