import "server-only";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import type { Answer } from "@/lib/review/review-schema";

const refuse = (path: string, message: string) =>
  new AppError("invalid_input", message, { problems: [{ path, message }] });

/**
 * Holds an answer against the use case as it is now. Throws `invalid_input`. The caller holds the policy lock, so that
 * no change of the definition can take the outcome away before it commits.
 */
export async function checkAnswer(tx: Transaction, useCaseId: string, answer: Answer): Promise<void> {
  if ("outcome" in answer) {
    const known = await tx.outcome.count({ where: { useCaseId, key: answer.outcome } });
    if (known > 0) return;
    throw refuse("answer.outcome", "This outcome no longer exists. Choose one of those that there are now.");
  }
  const useCase = await tx.useCase.findUniqueOrThrow({
    where: { id: useCaseId },
    select: { kind: true, targetUnit: true, targetMin: true, targetMax: true },
  });
  if (useCase.kind !== "regression")
    throw refuse("answer.value", "This use case asks for an outcome, not for a number.");
  const unit = useCase.targetUnit ? ` ${useCase.targetUnit}` : "";
  if (useCase.targetMin !== null && answer.value < useCase.targetMin) {
    throw refuse("answer.value", `This must be at least ${useCase.targetMin}${unit}.`);
  }
  if (useCase.targetMax !== null && answer.value > useCase.targetMax) {
    throw refuse("answer.value", `This must be at most ${useCase.targetMax}${unit}.`);
  }
}
