import "server-only";
import type { NewDecision } from "@/lib/items/override-schema";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { checkAnswer } from "@/lib/review/check-answer";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/**
 * Holds an override against the use case as it is now: its outcomes, and its reason codes. Throws `invalid_input`. The
 * caller holds the policy lock, so that no change of the definition comes between.
 */
export async function checkNewDecision(
  tx: Transaction,
  useCaseId: string,
  { answer, reasonCode }: NewDecision,
): Promise<{ id: string; slug: string }> {
  const useCase = await findUseCase(useCaseId, tx);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const { kind, reasonCodes, reasonRequired } = useCase.definition;
  if ("outcome" in answer && kind === "regression") {
    const message = "This use case asks for a number, not for an outcome.";
    throw new AppError("invalid_input", message, { problems: [{ path: "answer", message }] });
  }
  await checkAnswer(tx, useCaseId, answer);
  const refuse = (message: string) =>
    new AppError("invalid_input", message, { problems: [{ path: "reasonCode", message }] });
  if (reasonCode === null && reasonRequired) throw refuse("This use case asks for one of its reasons. Choose one.");
  if (reasonCode !== null && !reasonCodes.some(({ key }) => key === reasonCode)) {
    throw refuse("This reason is none of the use case's. Reload to see them as they are now.");
  }
  return { id: useCase.id, slug: useCase.slug };
}
