import type { VerdictHead } from "@/lib/items/verdict-file-view";

type Column = keyof VerdictHead["proposed"];

/** What such columns are called, without spaces, hyphens and capitals; the first that a file has is taken. */
const usualNames: Record<Column, readonly string[]> = {
  externalId: ["externalid", "itemid", "item", "id", "question", "case", "caseid", "reference"],
  reviewer: ["reviewer", "reviewername", "worker", "workerid", "user", "username", "annotator", "inspector", "person"],
  answer: ["outcome", "value", "verdict", "answer", "label", "decision", "result"],
  at: ["at", "time", "timestamp", "date", "datetime", "answeredat", "decidedat", "createdat"],
  suggestionVisible: ["suggestionvisible", "suggestionshown", "modelvisible", "assisted"],
  secondsSpent: ["secondsspent", "seconds", "duration", "timespent"],
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Which column of a file seems to hold what, by its name; each column once. */
export function matchVerdictColumns(names: readonly string[]): VerdictHead["proposed"] {
  const free = new Map(names.map((name) => [plain(name), name]));
  const take = (column: Column): string | null => {
    const found = usualNames[column].find((usual) => free.has(usual));
    if (found === undefined) return null;
    const name = free.get(found) ?? null;
    free.delete(found);
    return name;
  };
  return {
    externalId: take("externalId"),
    reviewer: take("reviewer"),
    answer: take("answer"),
    at: take("at"),
    suggestionVisible: take("suggestionVisible"),
    secondsSpent: take("secondsSpent"),
  };
}
