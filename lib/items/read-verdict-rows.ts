import type { VerdictColumns } from "@/lib/items/verdict-file-schema";
import type { CsvTable } from "@/lib/platform/read-csv";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** A row of a file as a verdict's body, or what is wrong with it. */
export type VerdictRow = { line: number; externalId: string } & ({ body: unknown } | { problem: string });

const yes = new Set(["yes", "y", "true", "1"]);
const no = new Set(["no", "n", "false", "0", ""]);

/** A moment as files have it, as an ISO text: without a zone it is taken as UTC, without a time as midnight. */
function momentOf(text: string): string | null {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  if (found === null) return null;
  const [, day, time = "00:00", zone = "Z"] = found;
  const at = new Date(`${day}T${time}${zone}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** An outcome by its key, or by its label as people write it. */
function outcomeOf(definition: Definition, text: string): string {
  if (definition.outcomes.some(({ key }) => key === text)) return text;
  const wanted = text.trim().toLowerCase();
  const named = definition.outcomes.filter(
    ({ key, label }) => key.toLowerCase() === wanted || label.toLowerCase() === wanted,
  );
  return named.length === 1 ? (named[0]?.key ?? text) : text;
}

/** The rows of a file's part as bodies of verdicts, each with the line that it stands on. */
export function readVerdictRows(
  { names, rows }: CsvTable,
  columns: VerdictColumns,
  definition: Definition,
): VerdictRow[] {
  const place = new Map(names.map((name, index) => [name, index]));
  return rows.map(({ line, cells }): VerdictRow => {
    const cell = (column: string | null) => (column === null ? "" : (cells[place.get(column) ?? -1] ?? "")).trim();
    const externalId = cell(columns.externalId);
    const wrong = (problem: string): VerdictRow => ({ line, externalId, problem });
    if (cells.length !== names.length) {
      return wrong(`This row has ${cells.length} cells; the header has ${names.length}.`);
    }
    const answer = cell(columns.answer);
    if (answer === "") return wrong("There is no answer in this row.");
    const number = Number(answer);
    if (definition.kind === "regression" && !Number.isFinite(number))
      return wrong(`"${answer.slice(0, 40)}" is no number.`);
    const written = cell(columns.at);
    const at = columns.at === null ? `${columns.day ?? ""}T00:00:00Z` : momentOf(written);
    if (at === null) return wrong(`"${written.slice(0, 40)}" is no moment such as 2024-03-01 09:30.`);
    const visible = cell(columns.suggestionVisible).toLowerCase();
    if (!yes.has(visible) && !no.has(visible)) return wrong(`"${visible.slice(0, 40)}" is neither yes nor no.`);
    const seconds = cell(columns.secondsSpent);
    if (!Number.isFinite(Number(seconds))) return wrong(`"${seconds.slice(0, 40)}" is no number of seconds.`);
    return {
      line,
      externalId,
      body: {
        externalId,
        reviewer: cell(columns.reviewer),
        ...(definition.kind === "regression" ? { value: number } : { outcome: outcomeOf(definition, answer) }),
        at,
        suggestionVisible: yes.has(visible),
        ...(seconds !== "" && { secondsSpent: Number(seconds) }),
      },
    };
  });
}
