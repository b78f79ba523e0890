import type { RawAnswer } from "@/lib/inference/backend";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { RawOutput } from "@/lib/inference/read-answer";
import { numberOf } from "@/lib/inference/remote/tensor-json";

/** The outputs that the mapping reads before the spread: one, or one for each class. */
export function mainTensors({ output }: Mapping): string[] {
  return [output.tensor].flat();
}

function badRow(message: string): RawAnswer {
  return { ok: false, failure: { code: "bad_output", message } };
}

/** A row of numbers, as a tensor's row would be. */
export function numbersOutput(values: readonly unknown[], spread?: unknown): RawAnswer {
  const numbers = values.map(numberOf);
  const width = spread === undefined ? 0 : numberOf(spread);
  if (numbers.includes(undefined) || width === undefined) {
    return badRow("The model server gave something else than numbers where scores or a value were expected.");
  }
  const raw: RawOutput = { values: numbers as number[], ...(spread !== undefined && { spread: width }) };
  return { ok: true, raw };
}

/** The outcome that the model's own name of a class stands for; undefined: the mapping knows no such class. */
function outcomeOf(mapping: Mapping, labels: readonly string[] | undefined, label: unknown): string | undefined {
  if (mapping.output.kind === "value" || (typeof label === "object" && label !== null)) return undefined;
  const { classes } = mapping.output;
  return classes[(labels ?? classes).indexOf(String(label))];
}

function unknownLabel(label: unknown): RawAnswer {
  const text = typeof label === "object" ? JSON.stringify(label) : String(label);
  return badRow(`The model answered with the class “${text.slice(0, 80)}”, which is none of the mapping's.`);
}

/** A row whose answer is a class's name; `score` where there is one. */
export function labelOutput(
  mapping: Mapping,
  labels: readonly string[] | undefined,
  label: unknown,
  score?: unknown,
): RawAnswer {
  const outcome = outcomeOf(mapping, labels, label);
  if (outcome === undefined) return unknownLabel(label);
  if (score === undefined) return { ok: true, raw: { outcome, scores: new Map() } };
  const number = numberOf(score);
  if (number === undefined) return badRow("The model server gave a score that is no number.");
  return { ok: true, raw: { outcome, scores: new Map([[outcome, number]]) } };
}

/** A row whose answer is a list of class names with their scores. */
export function namedOutput(
  mapping: Mapping,
  labels: readonly string[] | undefined,
  pairs: readonly (readonly [unknown, unknown])[],
): RawAnswer {
  const scores = new Map<string, number>();
  for (const [label, score] of pairs) {
    const outcome = outcomeOf(mapping, labels, label);
    const number = numberOf(score);
    if (outcome === undefined) return unknownLabel(label);
    if (number === undefined) return badRow("The model server gave a score that is no number.");
    scores.set(outcome, number);
  }
  return { ok: true, raw: { scores } };
}
