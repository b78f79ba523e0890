import type { Verification } from "@/lib/audit/verify/verification";

/** A verification as lines for a terminal. */
export function reportText(verification: Verification): string {
  const { headline, meaning, firstWrongIndex, problems, moreProblems, facts, shown, notShown } = verification;
  const widest = Math.max(0, ...facts.map(([name]) => name.length));
  const list = (title: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : ["", title, ...sentences.map((sentence) => `  - ${sentence}`)];
  return [
    `${headline.toUpperCase()}`,
    meaning,
    ...(firstWrongIndex === null ? [] : ["", `First wrong index: ${firstWrongIndex}`]),
    ...list(
      "What is wrong:",
      problems.map(({ message }) => message),
    ),
    ...(moreProblems > 0 ? [`  - and ${moreProblems} more`] : []),
    ...(facts.length === 0 ? [] : ["", ...facts.map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`)]),
    ...list("This shows:", shown),
    ...list("This does not show:", notShown),
  ].join("\n");
}
