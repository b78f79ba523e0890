import type { MappingOutput } from "@/lib/inference/mapping-schema";
import type { ClassNames } from "@/lib/inference/onnx/class-labels";
import { readAnswer } from "@/lib/inference/read-answer";
import { roundScore } from "@/lib/inference/round-score";
import type { TensorDescription } from "@/lib/inference/tensor";
import { type ClassMatch, matchClasses } from "@/lib/models/match-classes";
import type { Question } from "@/lib/models/proposal-schema";
import { listText, rowWidth, tensorText } from "@/lib/models/tensor-text";
import { AppError } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** What an output held for the items that were tried, row by row; null where that could not be seen. */
export type Observe = (output: string) => Promise<number[][] | null>;

export interface ProposedOutput {
  output: MappingOutput;
  questions: Question[];
  /** What the file calls the classes, in the order of the scores; absent where it does not say. */
  classNames?: string[];
}

type Scores = MappingOutput & { kind: "scores" };

const scoreTypes: readonly string[] = ["float32", "float64"];
const spreadName = /std|stddev|deviation|sigma|spread|uncertaint/i;

/** What a model's outputs mean, from their names and shapes, the classes that its file names, and what it answers. */
export function proposeOutput(
  tensors: readonly TensorDescription[],
  classNames: readonly ClassNames[],
  definition: Definition,
  observe: Observe,
): Promise<ProposedOutput> {
  const numbers = tensors.filter(({ type }) => scoreTypes.includes(type));
  return definition.kind === "regression"
    ? Promise.resolve(proposeValue(tensors, numbers))
    : proposeScores(tensors, numbers, classNames, definition, observe);
}

function refuse(message: string): AppError {
  return new AppError("invalid_model", message, { problems: [{ path: "file", message }] });
}

const outputsText = (tensors: readonly TensorDescription[]) => `It gives ${tensors.map(tensorText).join(", ")}.`;

function proposeValue(tensors: readonly TensorDescription[], numbers: readonly TensorDescription[]): ProposedOutput {
  const single = numbers.filter((tensor) => Math.abs(rowWidth(tensor)) === 1);
  const spreads = single.filter(({ name }) => spreadName.test(name));
  const values = single.filter((tensor) => !spreads.includes(tensor));
  const value = values.find(({ name }) => /value|mean|pred|variable|output/i.test(name)) ?? values[0] ?? single[0];
  if (value === undefined) {
    throw refuse(
      `This use case asks for a number, and the model gives no single number for an item. ${outputsText(tensors)}`,
    );
  }
  const questions: Question[] = [];
  if (values.length > 1) {
    const message = `The model gives ${values.length} numbers: ${listText(values.map(({ name }) => name))}. “${value.name}” was taken for the answer.`;
    questions.push({ path: "output.tensor", kind: "confirm", message });
  }
  const [spread] = spreads.filter((tensor) => tensor !== value);
  if (spread !== undefined) {
    const message = `“${spread.name}” was taken for how far off the answer may be (its standard deviation, in the same unit).`;
    questions.push({ path: "output.spreadTensor", kind: "confirm", message });
  }
  const output = { kind: "value" as const, tensor: value.name, ...(spread && { spreadTensor: spread.name }) };
  return { output, questions };
}

async function proposeScores(
  tensors: readonly TensorDescription[],
  numbers: readonly TensorDescription[],
  classNames: readonly ClassNames[],
  definition: Definition,
  observe: Observe,
): Promise<ProposedOutput> {
  const { outcomes } = definition;
  const candidates = await fittingOutputs(numbers, outcomes.length, observe);
  const [best] = candidates;
  const perClass = best === undefined ? tensorPerClass(numbers, definition) : null;
  if (perClass !== null) return finish(perClass.output, perClass.questions, observe);
  if (best === undefined) throw noScores(tensors, numbers, definition);
  const questions: Question[] = [];
  if (candidates.length > 1) {
    const message = `The model gives several outputs that could be scores: ${listText(candidates.map(({ name }) => name))}. “${best.name}” was taken.`;
    questions.push({ path: "output.tensor", kind: "confirm", message });
  }
  const { names, match, question } = proposeClasses(best, classNames, definition);
  if (question !== null) questions.push(question);
  const output: Scores = { kind: "scores", tensor: best.name, classes: match.keys, transform: "none" };
  const proposed = await finish(output, questions, observe);
  return names === null ? proposed : { ...proposed, classNames: [...names] };
}

/** A tensor with a score for each outcome, or with one for two; the likeliest first. */
async function fittingOutputs(
  numbers: readonly TensorDescription[],
  outcomes: number,
  observe: Observe,
): Promise<TensorDescription[]> {
  const widths = new Map<TensorDescription, number>();
  for (const tensor of numbers) {
    const declared = rowWidth(tensor);
    const width = declared === -1 ? (await observe(tensor.name))?.[0]?.length : declared;
    widths.set(tensor, width ?? outcomes);
  }
  const full = numbers.filter((tensor) => widths.get(tensor) === outcomes);
  const single = outcomes === 2 ? numbers.filter((tensor) => widths.get(tensor) === 1) : [];
  // Two numbers in outputs of their own are a tensor for each class, not two answers.
  const fitting = full.length > 0 ? full : single.length === 1 ? single : [];
  return fitting.toSorted((a, b) => likelihood(b.name) - likelihood(a.name));
}

function likelihood(name: string): number {
  if (/prob/i.test(name)) return 3;
  if (/softmax|score|confidence/i.test(name)) return 2;
  return /logit|raw|decision|margin|embed|feature|hidden/i.test(name) ? 0 : 1;
}

/** `i0, i1` or `yes, no`: as many outputs of one number as there are outcomes, as exporters split scores into columns. */
function tensorPerClass(
  numbers: readonly TensorDescription[],
  { outcomes }: Definition,
): { output: Scores; questions: Question[] } | null {
  const single = numbers.filter((tensor) => Math.abs(rowWidth(tensor)) === 1).map(({ name }) => name);
  if (single.length !== outcomes.length) return null;
  const shared = commonStart(single);
  const spellings = [
    single,
    single.map((name) => name.slice(shared)),
    single.map((name) => name.replace(/^[is](?=.)/, "")),
  ];
  const matches = spellings.map((names) => matchClasses(names, outcomes)).filter(({ how }) => how !== "part");
  const keys = matches.find(({ how }) => how !== "order")?.keys ?? outcomes.map(({ key }) => key);
  const pairs = single.map((name, index) => `“${name}” for “${keys[index] ?? ""}”`);
  const message = `The model gives each class's score in an output of its own. They were taken so: ${pairs.join(", ")}.`;
  return {
    output: { kind: "scores", tensor: single, classes: keys, transform: "none" },
    questions: [{ path: "output.classes", kind: "confirm", message }],
  };
}

/** How many letters all names start with. */
function commonStart([first = "", ...others]: readonly string[]): number {
  let length = 0;
  while (length < first.length && others.every((name) => name[length] === first[length])) length++;
  return length;
}

function noScores(
  tensors: readonly TensorDescription[],
  numbers: readonly TensorDescription[],
  { outcomes }: Definition,
): AppError {
  const keys = listText(outcomes.map(({ key }) => key));
  const wide = numbers.find((tensor) => rowWidth(tensor) > 1);
  if (wide !== undefined) {
    return refuse(
      `The model gives ${rowWidth(wide)} scores for an item, and this use case has ${outcomes.length} outcomes: ${keys}. Change the outcomes, or send the model that was trained for them. ${outputsText(tensors)}`,
    );
  }
  if (tensors.some(({ type }) => type === "not_a_tensor")) {
    return refuse(
      `The model's scores come in a form that cannot be read. Export it with a tensor of scores (skl2onnx: options={"zipmap": False}). ${outputsText(tensors)}`,
    );
  }
  return refuse(
    `The model gives no score for each outcome, and without scores nobody knows how sure it is. Export it with its probabilities. ${outputsText(tensors)}`,
  );
}

function proposeClasses(
  tensor: TensorDescription,
  found: readonly ClassNames[],
  { outcomes }: Definition,
): { names: readonly string[] | null; match: ClassMatch; question: Question | null } {
  const path = "output.classes";
  const keys = outcomes.map(({ key }) => key);
  const lists = found.filter(({ names }) => names.length === outcomes.length);
  const surest = found.find(({ source }) => source === "operator");
  if (lists.length === 0 && surest !== undefined) {
    throw refuse(
      `The model knows the classes ${listText(surest.names)}, and this use case has the outcomes ${listText(keys)}. Change the outcomes, or send the model that was trained for them.`,
    );
  }
  const ranked = lists.map(({ names }) => ({ names, match: matchClasses(names, outcomes) }));
  const best = ranked.find(({ match }) => match.how !== "part") ?? ranked[0];
  if (best === undefined) {
    const last = keys.at(-1) ?? "";
    const message =
      rowWidth(tensor) === 1
        ? `The model gives one score, and the file does not say of which class. It was taken as the score of “${last}”.`
        : `The file does not name the model's classes. Its scores were taken in the order of the outcomes: ${listText(keys)}.`;
    return { names: null, match: { keys, how: "order" }, question: { path, kind: "confirm", message } };
  }
  const { names, match } = best;
  const pairs = names.map((name, index) => `“${name.slice(0, 60)}” is “${match.keys[index] ?? ""}”`).join(", ");
  switch (match.how) {
    case "same":
      return { names, match, question: null };
    case "order": {
      const message = `The model only numbers its classes. They were taken in the order of the outcomes: ${pairs}.`;
      return { names, match, question: { path, kind: "confirm", message } };
    }
    case "part": {
      const lost = names.filter((_, index) => match.keys[index] === "");
      const message = `The model's classes are ${listText(names)}; no outcome is called like ${listText(lost)}. Choose the outcome for each.`;
      return { names, match, question: { path, kind: "choose", message } };
    }
    default: {
      const message = `The model calls its classes otherwise than the outcomes. They were taken so: ${pairs}.`;
      return { names, match, question: { path, kind: "confirm", message } };
    }
  }
}

/** Looks at real answers: are they scores as they are, or must they be turned into scores? */
async function finish(output: Scores, questions: Question[], observe: Observe): Promise<ProposedOutput> {
  const rows = await observeScores(output, observe);
  const path = "output.transform";
  const single = output.classes.length === 2 && (rows?.[0]?.length ?? 0) === 1;
  const logits = single ? "sigmoid" : "softmax";
  if (rows === null) {
    const named = typeof output.tensor === "string" && likelihood(output.tensor) === 0;
    const message = named
      ? `By its name, “${output.tensor}” holds logits, which softmax turns into scores. The model could not be tried out yet, so look at its answers.`
      : "The model's numbers were taken as scores from 0 to 1. It could not be tried out yet, so look at its answers.";
    return {
      output: { ...output, transform: named ? logits : "none" },
      questions: [...questions, { path, kind: "confirm", message }],
    };
  }
  const none: Scores = { ...output, transform: "none" };
  const wrong = rows.find((values) => !readAnswer(none, { values }).ok && values.every(Number.isFinite));
  if (wrong === undefined) return { output: none, questions };
  const seen = wrong
    .slice(0, 4)
    .map((value) => String(roundScore(value)))
    .join(", ");
  if (wrong.some((value) => value < 0 || value > 1)) {
    const how = single ? "sigmoid turns it into a score" : "softmax turns them into scores that add up to 1";
    const message = `Tried out, the model gave ${seen}${wrong.length > 4 ? ", …" : ""}: no probabilities, but logits; ${how}.`;
    return { output: { ...output, transform: logits }, questions: [...questions, { path, kind: "confirm", message }] };
  }
  const message = `Tried out, the model gave ${seen}${wrong.length > 4 ? ", …" : ""}, which does not add up to 1: it scores each class on its own. Such answers are not taken as they are; export the model with scores that add up to 1, or choose how to turn them into such.`;
  return { output: none, questions: [...questions, { path, kind: "choose", message }] };
}

async function observeScores({ tensor }: Scores, observe: Observe): Promise<number[][] | null> {
  if (typeof tensor === "string") return observe(tensor);
  const columns = await Promise.all(tensor.map(observe));
  if (columns.includes(null)) return null;
  return (columns[0] ?? []).map((_, row) => columns.flatMap((column) => column?.[row] ?? Number.NaN));
}
