import type { MappingOutput } from "@/lib/inference/mapping-schema";
import type { Answer, FailedAnswer } from "@/lib/inference/prediction";
import { roundScore } from "@/lib/inference/round-score";

type ScoresOutput = MappingOutput & { kind: "scores" };

/** One row of a model's output tensors. */
export interface RawOutput {
  values: readonly number[];
  /** The row of the spread's tensor, where the mapping names one. */
  spread?: number;
}

/** How far scores may lie outside 0 to 1, and their sum from 1, before they are no scores: float32 is not exact. */
const scoreTolerance = 1e-6;
const sumTolerance = 1e-3;

/** What a model's raw output for one item means, by its mapping. Pure; a wrong output is a failed answer. */
export function readAnswer(output: MappingOutput, raw: RawOutput): Answer {
  const { values } = raw;
  if (!values.every(Number.isFinite) || !Number.isFinite(raw.spread ?? 0)) {
    return failed("non_finite", "The model answered with a number that is not finite (NaN or infinity).");
  }
  return output.kind === "scores" ? readScores(output, values) : readValue(values, raw.spread);
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
  const outside = scores.find((score) => score < -scoreTolerance || score > 1 + scoreTolerance);
  if (outside !== undefined) {
    return failed("bad_output", `The model gave the score ${outside}, which does not lie between 0 and 1.`);
  }
  const sum = scores.reduce((total, score) => total + score, 0);
  if (!single && transform === "none" && Math.abs(sum - 1) > sumTolerance) {
    return failed("bad_output", `The model's scores add up to ${roundScore(sum)} instead of 1.`);
  }
  const perClass = single ? scores.flatMap((score) => [1 - score, score]) : scores;
  return bestOf(
    classes,
    perClass.map((score) => roundScore(Math.min(1, Math.max(0, score)))),
  );
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
