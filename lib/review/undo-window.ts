import { AppError } from "@/lib/platform/errors";
import type { ReviewStatus } from "@/lib/platform/generated/prisma/enums";

/** Milliseconds left to undo a verdict; 0 once it is final. */
export function undoMsOf(review: { status: ReviewStatus; undoUntil: Date | null }, now: Date): number {
  if (review.status !== "answered" || review.undoUntil === null) return 0;
  return Math.max(0, review.undoUntil.getTime() - now.getTime());
}

/** What a reviewer is told who comes too late to change a verdict. */
export function undoClosed(): AppError {
  return new AppError("undo_closed", "This verdict is final: the time to undo it is over, and callers have been told.");
}
