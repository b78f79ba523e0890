import type { AuditEvent } from "@/lib/audit/audit-event";
import type { EventType } from "@/lib/audit/event-types";
import type { TakenReview } from "@/lib/review/claim-query";
import type { LockedReview } from "@/lib/review/review-query";

/** An audit event about a review, told as part of its item's story. */
export function reviewEvent(
  type: EventType & `review.${string}`,
  review: Pick<LockedReview, "id" | "itemId" | "useCase" | "purpose">,
  details: Omit<Partial<AuditEvent>, "type" | "useCase" | "subject" | "newSubject"> = {},
): AuditEvent {
  return {
    ...details,
    type,
    useCase: review.useCase,
    subject: { type: "item", id: review.itemId },
    detail: { review: review.id, purpose: review.purpose, ...details.detail },
  };
}

/** Whether the reviewer has seen the model's answer, and since when. */
export function suggestionOf(review: Pick<LockedReview, "suggestionShownAt">): NonNullable<AuditEvent["suggestion"]> {
  return { shown: review.suggestionShownAt !== null, at: review.suggestionShownAt?.toISOString() ?? null };
}

/** What the log says about a review that was taken from the queue: the claim, and the suggestion if it came along. */
export function claimEvents(taken: TakenReview): [AuditEvent, ...AuditEvent[]] {
  const takenFrom = taken.takenFrom === null ? {} : { taken_from: taken.takenFrom };
  const claimed = reviewEvent("review.claimed", taken, { detail: takenFrom });
  if (taken.suggestionShownAt === null) return [claimed];
  return [claimed, reviewEvent("review.suggestion_shown", taken, { suggestion: suggestionOf(taken) })];
}
