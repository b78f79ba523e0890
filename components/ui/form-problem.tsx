import { ProblemNote } from "@/components/ui/problem-note";
import type { ActionError } from "@/lib/access/server-action";

/**
 * The sentence about a whole form. Where every problem has its field (`shown`: the paths that the form has), the
 * fields say it and this says nothing.
 */
export function FormProblem({ error, shown = [] }: { error: ActionError | null; shown?: readonly string[] }) {
  if (error === null) return null;
  const elsewhere = error.problems.filter((problem) => !shown.includes(problem.path));
  if (error.problems.length > 0 && elsewhere.length === 0) return null;
  const details = elsewhere.map((problem) => problem.message).filter((message) => message !== error.message);
  return <ProblemNote>{[error.message, ...details].join(" ")}</ProblemNote>;
}
