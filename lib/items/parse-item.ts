import { type ItemBody, itemBodySchema } from "@/lib/items/item-body-schema";
import type { ParsedPrediction } from "@/lib/items/supplied-prediction";
import { readSuppliedPrediction } from "@/lib/items/supplied-prediction";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { type ItemInput, parseInput } from "@/lib/use-cases/parse-input";

/** An item that may be stored. */
export interface ParsedItem {
  externalId: string;
  input: ItemInput;
  unlisted: string[];
  entityKey: string | null;
  tags: string[];
  prediction: ParsedPrediction | null;
  /** Of the canonical body as it was sent. */
  bodySha256: Buffer;
}

function refuse(problems: readonly Problem[]): AppError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new AppError(
    "invalid_item",
    `This item cannot be accepted: ${first?.path ?? "item"}: ${first?.message ?? ""}${more}`,
    {
      problems,
    },
  );
}

/** Holds a body against the use case's definition. Answers with every problem at once. */
export function parseItem(definition: Definition, body: unknown): ParsedItem | AppError {
  const shape = itemBodySchema.safeParse(body);
  if (!shape.success) {
    return refuse(zodProblems(shape.error).map(({ path, message }) => ({ path: path || "item", message })));
  }
  const item: ItemBody = shape.data;
  const problems: Problem[] = [];
  const input = parseInput(definition.fields, item.input);
  if (!input.ok) problems.push(...input.problems);
  if (definition.unit === "entity" && item.entityKey === undefined) {
    problems.push({ path: "entityKey", message: "This use case ramps by entity, so every item needs an entity key." });
  }
  const prediction = item.prediction === undefined ? null : readSuppliedPrediction(definition, item.prediction);
  if (prediction !== null && "problems" in prediction) problems.push(...prediction.problems);
  if (!input.ok || problems.length > 0 || (prediction !== null && "problems" in prediction)) return refuse(problems);
  let bodySha256: Buffer;
  try {
    bodySha256 = canonicalSha256(body);
  } catch {
    return refuse([{ path: "item", message: "This item holds characters that cannot be stored." }]);
  }
  return {
    externalId: item.externalId,
    input: input.input,
    unlisted: input.unlisted,
    entityKey: item.entityKey ?? null,
    tags: item.tags ?? [],
    prediction,
    bodySha256,
  };
}
