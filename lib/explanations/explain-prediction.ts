import "server-only";
import { findBackground } from "@/lib/explanations/background-query";
import { explainPicture } from "@/lib/explanations/explain-picture";
import { type ExplainedPrediction, findExplainedPrediction } from "@/lib/explanations/explained-prediction-query";
import type { ExplanationFailure, ExplanationResult } from "@/lib/explanations/explanation-schema";
import type { ItemInput } from "@/lib/inference/encode-column";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { Prediction } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import { findModelSource } from "@/lib/models/model-source-query";
import { database } from "@/lib/platform/database";
import { logger } from "@/lib/platform/logger";
import { sampledShapley } from "@/lib/statistics/sampled-shapley";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const mostMs = 2_000;
const mostRows = 1_024;
/** Of a model server, which may be somebody else's and cost money. */
const mostRemoteRows = 256;
const fewestToCompareWith = 10;
/** A model that answers otherwise than it did when it was asked first cannot be explained by asking it again. */
const sameWithin = 0.01;

type Explained = { result: ExplanationResult } | { failure: ExplanationFailure };

/**
 * Works out why a prediction came out as it did, and keeps that, or why it could not be done. Derived from what is on
 * record, so it needs no event. Does nothing where it is there already.
 */
export async function explainPrediction(predictionId: string): Promise<void> {
  const prediction = await findExplainedPrediction(predictionId);
  if (prediction === null) return;
  const explained = await explain(prediction).catch((error): Explained => {
    logger.error({ err: error, predictionId }, "a prediction could not be explained");
    return failure("internal", "Something went wrong while this was worked out.");
  });
  // The row is gone where the item was erased meanwhile.
  await database.explanation.updateMany({ where: { predictionId }, data: explained });
}

async function explain(prediction: ExplainedPrediction): Promise<Explained> {
  const source = await findModelSource(prediction.modelVersionId);
  if (source === null)
    return failure("no_answer", "The caller sends this model’s answers, so it cannot be asked again.");
  const rows = source.backend === "onnx" ? mostRows : mostRemoteRows;
  const started = performance.now();
  const score = async (inputs: readonly ItemInput[]) =>
    (await askModel(prediction.modelVersionId, inputs)).map((answer) => scoreOf(answer, prediction.outcome));
  const image = source.mapping.inputs.find((input) => input.from === "image");
  const found =
    image === undefined
      ? await explainFields(prediction, source.mapping, score, rows)
      : await explainPicture(image, prediction.input, score, { rows, ms: mostMs });
  if (found === null) return failure("no_answer", "The model gave no answer on some of the changed inputs.");
  if ("code" in found) return { failure: found };
  const { said } = prediction;
  if (said !== null && Math.abs(found.score - said) > sameWithin * Math.max(1, Math.abs(said))) {
    return failure("changed", "Asked again, the model gave another answer than the one shown here.");
  }
  return { result: { ...found, ms: Math.round(performance.now() - started) } };
}

async function explainFields(
  prediction: ExplainedPrediction,
  mapping: Mapping,
  score: (inputs: readonly ItemInput[]) => Promise<(number | null)[]>,
  rows: number,
): Promise<Omit<Extract<ExplanationResult, { method: "sampled_shapley" }>, "ms"> | ExplanationFailure | null> {
  const useCase = await findUseCase(prediction.useCaseId);
  const read = fieldsOf(mapping);
  const fields = (useCase?.definition.fields ?? []).filter(({ key }) => read.has(key));
  // The same prediction gets the same explanation.
  const random = seededRandom(Number.parseInt(prediction.id.slice(-8), 16));
  const background = await findBackground(prediction, fields, random);
  if (background.rows.length < fewestToCompareWith) {
    const message = "There are too few other items to compare this one with, and no training reference.";
    return { code: "no_background", message };
  }
  // The first call may have to load the model, which is not on this account.
  let until = Number.POSITIVE_INFINITY;
  const timed = async (inputs: readonly ItemInput[]) => {
    const scores = await score(inputs);
    if (until === Number.POSITIVE_INFINITY) until = performance.now() + mostMs;
    return scores;
  };
  const shares = await sampledShapley({
    fields: fields.map(({ key }) => key),
    item: prediction.input,
    background: background.rows,
    score: timed,
    random,
    mostRows: rows,
    more: () => performance.now() < until,
  });
  if (shares === null) return null;
  const { shares: ofFields, ...rest } = shares;
  return { method: "sampled_shapley", background: background.kind, ...rest, fields: ofFields };
}

function fieldsOf({ inputs }: Mapping): Set<string> {
  return new Set(inputs.flatMap(namesOf));
}

function namesOf(input: Mapping["inputs"][number]): string[] {
  if (input.from === "image") return [input.field];
  return input.from === "vector" ? input.columns.map(({ field }) => field) : [input.column.field];
}

function scoreOf(answer: Prediction, outcome: string | null): number | null {
  if (!answer.ok) return null;
  return "value" in answer ? answer.value : (answer.scores[outcome ?? ""] ?? null);
}

function failure(code: ExplanationFailure["code"], message: string): { failure: ExplanationFailure } {
  return { failure: { code, message } };
}
