import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { readVerdictPart } from "@/lib/items/read-verdict-part";
import { readVerdictRows, type VerdictRow } from "@/lib/items/read-verdict-rows";
import { rowProblem } from "@/lib/items/row-problem";
import { submitVerdicts } from "@/lib/items/submit-verdicts";
import { type VerdictPart, verdictPartSchema } from "@/lib/items/verdict-file-schema";
import type { PartResult, RowProblem } from "@/lib/items/verdict-file-view";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/**
 * Takes in a part of a file of verdicts, all of it in one transaction. A row that is wrong is named and fails alone; a part
 * that is sent again changes nothing. Throws `invalid_input` where the part cannot be read.
 */
export async function takeVerdictPart(
  context: { actor: UserActor; requestId: string },
  raw: VerdictPart,
): Promise<PartResult> {
  const { useCaseId, columns, ...part } = checkInput(verdictPartSchema, raw);
  authorize(context.actor, "verdict.submit", useCaseId);
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const rows = readVerdictRows(readVerdictPart(part), columns, useCase.definition);
  const readable = rows.filter((row): row is VerdictRow & { body: unknown } => "body" in row);
  const problems: RowProblem[] = rows.flatMap((row) =>
    "problem" in row ? [{ line: row.line, externalId: row.externalId, message: row.problem }] : [],
  );
  const submissions = await submitVerdicts(context, { useCaseId, verdicts: readable.map(({ body }) => body) });
  let [taken, repeated] = [0, 0];
  submissions.forEach((submission, place) => {
    const { line = 0, externalId = "" } = readable[place] ?? {};
    if (!submission.ok) problems.push(rowProblem({ line, externalId }, submission.error));
    else if (submission.created) taken++;
    else repeated++;
  });
  problems.sort((one, other) => one.line - other.line);
  return { taken, repeated, problems };
}
