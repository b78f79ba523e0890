import type { RowProblem } from "@/lib/items/verdict-file-view";
import type { AppError } from "@/lib/platform/errors";

/** What is wrong with a row of a file, in the words of the fields that it concerns where there are any. */
export function rowProblem(row: { line: number; externalId: string }, error: AppError): RowProblem {
  const { message, problems } = error;
  const text = problems.length === 0 ? message : problems.map((problem) => problem.message).join(" ");
  return { line: row.line, externalId: row.externalId, message: text };
}
