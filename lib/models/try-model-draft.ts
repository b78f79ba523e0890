import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import type { Prediction } from "@/lib/inference/prediction";
import { tryOut } from "@/lib/inference/try-out";
import { readArtifact } from "@/lib/models/artifact-query";
import { readMapping } from "@/lib/models/check-model";
import { findModelDraft } from "@/lib/models/model-draft-query";
import { sampleInput } from "@/lib/models/sample-input";
import { database } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { readCsv } from "@/lib/platform/read-csv";
import { cellValue } from "@/lib/use-cases/cell-value";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { type ItemInput, parseInput } from "@/lib/use-cases/parse-input";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const mostItems = 20;
const mostCsvRows = 200;
const mostProblems = 20;

/** What the model said about one item, to be held against what was decided. */
export interface TriedRow {
  /** An item's external id, a line of the CSV (`line 7`), or `made-up item`. */
  label: string;
  input: ItemInput;
  prediction: Prediction;
  /** The outcome or value in force of that item; absent where there is none. */
  decision?: string | number;
}

export interface TriedModel {
  /** Their places are in the mapping, as `mapping.inputs.0.column.field`, or lines of the CSV, as `csv.7.age`. */
  problems: Problem[];
  /** None where there are problems. */
  rows: TriedRow[];
}

export interface Trial {
  draftId: string;
  /** As in mapping-schema.ts. */
  mapping: unknown;
  itemIds?: string[];
  /** Rows with a header of field keys, in place of items; columns that are no field are passed over. */
  csv?: string;
  /** How many rows at most: 20 recent items, or 200 lines of a CSV. */
  limit?: number;
}

const trialSchema = z.strictObject({
  draftId: z.uuid(),
  mapping: z.unknown(),
  itemIds: z.array(z.uuid()).max(mostItems).optional(),
  csv: z
    .string()
    .max(8 * 1024 * 1024, "At most 8 MB.")
    .optional(),
  limit: z.int().min(1).optional(),
});

type TrialItem = Omit<TriedRow, "prediction">;

/** Runs an uploaded model with a mapping on recent items (a made-up one where there are none), on given items, or a CSV's rows. */
export async function tryModelDraft(actor: Actor, trial: Trial): Promise<TriedModel> {
  const { draftId, mapping: raw, ...rows } = checkInput<Trial>(trialSchema as z.ZodType<Trial>, trial);
  const draft = await findModelDraft(draftId);
  const useCase = draft && may(actor, "model.create", draft.useCaseId) ? await findUseCase(draft.useCaseId) : null;
  if (draft === null || useCase === null) throw new AppError("not_found", "This upload is not there any more.");
  const { definition } = useCase;
  // Whoever reviews here must not see a model's answer on an item that they may still have to answer.
  const unsealed = may(actor, "review.work", useCase.id);
  const { mapping, problems } = readMapping(raw, draft.signature, definition);
  const items =
    rows.csv === undefined
      ? { items: await findItems(useCase.id, definition, { ...rows, unsealed }), problems: [] }
      : csvItems(rows.csv, definition, Math.min(rows.limit ?? mostItems, mostCsvRows));
  const allProblems = [...problems, ...items.problems];
  if (mapping === null || allProblems.length > 0) return { problems: allProblems, rows: [] };
  const { sha256 } = draft;
  const source = { backend: "onnx" as const, sha256, mapping, load: () => readArtifact(sha256) };
  const predictions = await tryOut(
    source,
    items.items.map(({ input }) => input),
  );
  return {
    problems: [],
    rows: items.items.map((item, index) => ({ ...item, prediction: predictions[index] as Prediction })),
  };
}

async function findItems(
  useCaseId: string,
  definition: Definition,
  { itemIds, limit = mostItems, unsealed }: Pick<Trial, "itemIds" | "limit"> & { unsealed: boolean },
): Promise<TrialItem[]> {
  const settled = { reviews: { none: { status: { in: ["open" as const, "answered" as const] } } } };
  const rows = await database.item.findMany({
    where: { useCaseId, ...(itemIds && { id: { in: itemIds } }), ...(unsealed && settled) },
    orderBy: { id: "desc" },
    take: Math.min(limit, mostItems),
    select: { externalId: true, input: true, status: true, outcome: true, value: true },
  });
  if (rows.length === 0) return [{ label: "made-up item", input: sampleInput(definition.fields) }];
  return rows.map(({ externalId, input, status, outcome, value }) => {
    const decision = status === "decided" ? (outcome ?? value) : null;
    return { label: externalId, input: input as ItemInput, ...(decision !== null && { decision }) };
  });
}

function csvItems(text: string, { fields }: Definition, limit: number): { items: TrialItem[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const items: TrialItem[] = [];
  for (const { line, cells } of readCsv(text).slice(0, limit)) {
    const given = fields.flatMap(({ key, kind }) => {
      const cell = cells.get(key) ?? "";
      return cell === "" ? [] : [[key, cellValue(kind, cell)] as const];
    });
    const parsed = parseInput(fields, Object.fromEntries(given));
    if (parsed.ok) items.push({ label: `line ${line}`, input: parsed.input });
    else problems.push(...parsed.problems.map(({ path, message }) => csvProblem(line, path, message)));
  }
  if (items.length === 0 && problems.length === 0) {
    problems.push({ path: "csv", message: "The file has no rows below its header." });
  }
  return { items, problems: problems.slice(0, mostProblems) };
}

const csvProblem = (line: number, path: string, message: string): Problem => ({
  path: path.replace(/^input/, `csv.${line}`),
  message: `Line ${line}: ${message}`,
});
