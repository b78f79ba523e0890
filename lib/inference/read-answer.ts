import type { MappingOutput } from "@/lib/inference/mapping-schema";
import type { Answer, FailedAnswer } from "@/lib/inference/prediction";
import { roundScore } from "@/lib/inference/round-score";

type ScoresOutput = MappingOutput & { kind: "scores" };

/** One row of a model's output tensors. */
export interface TensorOutput {
  values: readonly number[];
  /** The row of the spread's tensor, where the mapping names one. */
  spread?: number;
}

/** An answer by name, in which a model may leave classes out. */
interface NamedOutput {
  /** Outcome -> score. */
  scores: ReadonlyMap<string, number>;
  /** Where the model names it; else it is the one with the highest score. */
  outcome?: string;
}

export type RawOutput = TensorOutput | NamedOutput;

/** How far scores may lie outside 0 to 1, and their sum from 1, before they are no scores: float32 is not exact. */
const scoreTolerance = 1e-6;
const sumTolerance = 1e-3;

/** What a model's raw output for one item means, by its mapping. Pure; a wrong output is a failed answer. */
export function readAnswer(output: MappingOutput, raw: RawOutput): Answer {
  const numbers = "scores" in raw ? [...raw.scores.values()] : [...raw.values, raw.spread ?? 0];
  if (!numbers.every(Number.isFinite)) {
    return failed("non_finite", "The model answered with a number that is not finite (NaN or infinity).");
  }
  if ("scores" in raw) return readNamed(output, raw);
  return output.kind === "scores" ? readScores(output, raw.values) : readValue(raw.values, raw.spread);
}

/** Where no class is left out it is an answer like any other; else the scores stand for themselves, as far as they go. */
function readNamed(output: MappingOutput, { scores, outcome }: NamedOutput): Answer {
  if (output.kind === "value") return failed("bad_output", "The model gave classes where a value was expected.");
  const { classes, transform } = output;
  if (outcome === undefined && classes.every((key) => scores.has(key))) {
    return readScores(
      output,
      classes.map((key) => scores.get(key) ?? Number.NaN),
    );
  }
  if (transform !== "none") {
    return failed("bad_output", `The model left classes out, so that ${transform} has no meaning.`);
  }
  const outside = outsideOf([...scores.values()]);
  if (outside !== null) return outside;
  const sum = [...scores.values()].reduce((total, score) => total + score, 0);
  if (sum > 1 + sumTolerance) return failed("bad_output", `The model's scores add up to ${roundScore(sum)}.`);
  const given = classes.filter((key) => scores.has(key));
  const rounded = new Map(given.map((key) => [key, clipped(scores.get(key) ?? 0)]));
  const best = given.find((key) => rounded.get(key) === Math.max(...rounded.values()));
  const winner = outcome ?? best;
  if (winner === undefined) return failed("bad_output", "The model gave no score for any outcome.");
  // Without a score nothing is known of how sure the model is, so it reaches no threshold.
  return { ok: true, outcome: winner, scores: Object.fromEntries(rounded), confidence: rounded.get(winner) ?? 0 };
}

function readValue([value, ...rest]: readonly number[], spread: number | undefined): Answer {
  if (value === undefined || rest.length > 0) {
    return failed("bad_output", "The model gave more or fewer than one value for an item.");
  }
  if (spread === undefined) return { ok: true, value: roundScore(value) };
  if (spread < 0) return failed("bad_output", "The model gave a negative spread.");
  return { ok: true, value: roundScore(value), spread: roundScore(spread) };
}

function readScores({ classes, transform }: ScoresOutput, raw: readonly number[]): Answer {
  const single = raw.length === 1 && classes.length === 2;
  if (!single && raw.length !== classes.length) {
    return failed("bad_output", `The model gave ${raw.length} scores for ${classes.length} outcomes.`);
  }
  if (single && transform === "softmax") {
    return failed("bad_output", "The model gave one score, for which softmax has no meaning; sigmoid has.");
  }
  const scores = transformed(transform, raw);
  const outside = outsideOf(scores);
  if (outside !== null) return outside;
  const sum = scores.reduce((total, score) => total + score, 0);
  if (!single && transform === "none" && Math.abs(sum - 1) > sumTolerance) {
    return failed("bad_output", `The model's scores add up to ${roundScore(sum)} instead of 1.`);
  }
  const perClass = single ? scores.flatMap((score) => [1 - score, score]) : scores;
  return bestOf(classes, perClass.map(clipped));
}

const clipped = (score: number) => roundScore(Math.min(1, Math.max(0, score)));

function outsideOf(scores: readonly number[]): FailedAnswer | null {
  const outside = scores.find((score) => score < -scoreTolerance || score > 1 + scoreTolerance);
  if (outside === undefined) return null;
  return failed("bad_output", `The model gave the score ${outside}, which does not lie between 0 and 1.`);
}

function transformed(transform: ScoresOutput["transform"], raw: readonly number[]): readonly number[] {
  switch (transform) {
    case "none":
      return raw;
    case "sigmoid":
      return raw.map((logit) => 1 / (1 + Math.exp(-logit)));
    case "softmax": {
      // Without the largest taken off, a logit of 800 would overflow.
      const largest = Math.max(...raw);
      const powers = raw.map((logit) => Math.exp(logit - largest));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    }
  }
}

function bestOf(classes: readonly string[], scores: readonly number[]): Answer {
  const confidence = Math.max(...scores);
  const outcome = classes[scores.indexOf(confidence)] as string;
  return {
    ok: true,
    outcome,
    scores: Object.fromEntries(classes.map((key, i) => [key, scores[i] as number])),
    confidence,
  };
}

function failed(code: "non_finite" | "bad_output", message: string): FailedAnswer {
  return { ok: false, failure: { code, message } };
}
