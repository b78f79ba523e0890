import "server-only";
import { answersAgree } from "@/lib/engine/answers-agree";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { LockedReview } from "@/lib/review/review-query";
import type { Answer } from "@/lib/review/review-schema";

const refuse = (message: string) =>
  new AppError("invalid_input", message, { problems: [{ path: "reasonCode", message }] });

/**
 * Holds an override's reason against the use case as it is now: one of its codes, and not left out where one is required
 * and the answer differs from the suggestion that this reviewer saw. Throws `invalid_input`. The caller holds the policy
 * lock.
 */
export async function checkReasonCode(
  tx: Transaction,
  review: LockedReview,
  answer: Answer,
  reasonCode: string | null,
): Promise<void> {
  const [rule] = await tx.$queryRaw<{ known: boolean; required: boolean }[]>`
    SELECT reason_codes @> jsonb_build_array(jsonb_build_object('key', ${reasonCode}::text)) AS known,
           reason_required AS required
    FROM use_case WHERE id = ${review.useCase.id}::uuid`;
  if (reasonCode !== null) {
    if (rule?.known === true) return;
    throw refuse("This reason no longer exists. Reload the page to see the reasons as they are now.");
  }
  if (rule?.required === true && (await differsFromSuggestion(tx, review, answer))) {
    throw refuse("You differ from what the model suggested. Choose a reason.");
  }
}

async function differsFromSuggestion(tx: Transaction, review: LockedReview, answer: Answer): Promise<boolean> {
  if (review.reveal === "never" || review.suggestionShownAt === null) return false;
  const [shown] = await tx.$queryRaw<{ outcome: string | null; value: number | null; tolerance: number }[]>`
    SELECT p.outcome, p.value, coalesce(u.target_tolerance, 0) AS tolerance
    FROM item i
    JOIN use_case u ON u.id = i.use_case_id
    JOIN prediction p ON p.item_id = i.id AND p.model_version_id = i.model_version_id AND p.failure IS NULL
    WHERE i.id = ${review.itemId}::uuid`;
  const given = {
    outcome: "outcome" in answer ? answer.outcome : null,
    value: "value" in answer ? answer.value : null,
  };
  return shown !== undefined && !answersAgree(given, shown, shown.tolerance);
}
