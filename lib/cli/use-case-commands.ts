import { Readable } from "node:stream";
import type { Command } from "commander";
import { parseJson } from "@/lib/api/parse-json";
import { refuseJson } from "@/lib/api/read-json";
import { context, readBytes, readText, requireSlug, say } from "@/lib/cli/command-line";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { TrainingColumn } from "@/lib/inference/onnx/plan-thresholds";
import { createModel } from "@/lib/models/create-model";
import { readModelFile } from "@/lib/models/model-file";
import { readReference } from "@/lib/models/read-reference";
import type { Reference } from "@/lib/models/reference-schema";
import type { Repair } from "@/lib/models/repair-schema";
import { readTrainingColumns } from "@/lib/models/training-columns";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { rollBack } from "@/lib/policies/roll-back";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { Definition, DefinitionInput } from "@/lib/use-cases/definition-schema";

function parseStrictly(text: string): unknown {
  const { value, problems } = parseJson(text);
  if (problems.length > 0) throw refuseJson(problems);
  return value;
}

async function apply(file: string, options: { slug?: string }): Promise<void> {
  const document = parseStrictly(await readText(file));
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new AppError("invalid_input", "The file must hold one JSON object: a definition, with its slug.");
  }
  const { slug: written, ...definition } = document as Record<string, unknown>;
  const slug = options.slug ?? written;
  if (typeof slug !== "string") {
    throw new AppError("invalid_input", 'The slug is missing. Write "slug" into the file, or give --slug.');
  }
  const result = await defineUseCase(context, { slug, definition: definition as DefinitionInput });
  const { useCase, created } = result;
  say(`${created ? "Created" : "Applied"} ${useCase.slug} (definition ${useCase.definitionVersion}, ${useCase.mode}).`);
}

interface ModelOptions {
  useCase: string;
  file?: string;
  name: string;
  mapping?: string;
  reference?: string;
}

async function addModel(options: ModelOptions): Promise<void> {
  const { id, definition } = await requireSlug(options.useCase);
  const model = await createModel(context, {
    useCaseId: id,
    name: options.name,
    ...(options.file === undefined
      ? { backend: "supplied" }
      : { backend: "onnx", file: await readModelFile(options.file) }),
    ...(options.mapping !== undefined && { mapping: parseStrictly(await readText(options.mapping)) }),
    ...(options.reference !== undefined && (await readTrainingRows(options.reference, definition))),
  });
  for (const repair of model.repairs) say(`Repaired: ${repairText(repair)}`);
  say(
    `${options.useCase} has model version ${model.version}${model.sha256 === null ? "" : ` (SHA-256 ${model.sha256})`}.`,
  );
  for (const warning of model.warnings) say(`Note: ${warning}`);
}

async function readTrainingRows(
  file: string,
  definition: Definition,
): Promise<{ reference: Reference; columns: TrainingColumn[] }> {
  const bytes = await readBytes(file);
  const { rows, statistics, problems, notes } = await readReference(bytes, definition);
  if (problems.length > 0) throw new AppError("invalid_input", "The training rows cannot be used.", { problems });
  for (const note of notes) say(`Note: ${note}`);
  return { reference: { rows, statistics }, columns: await readTrainingColumns(Readable.from([Buffer.from(bytes)])) };
}

function repairText(repair: Repair): string {
  switch (repair.kind) {
    case "zipmap_removed":
      return `the operator ${repair.node} was removed; its scores are the output ${repair.tensor} now.`;
    case "locale_set":
      return `the operator ${repair.node} asks for the locale C.UTF-8 now.`;
    case "thresholds_restored":
      return `${repair.thresholds} of ${repair.of} splits of ${repair.node} are where they were before their export.`;
  }
}

interface PolicyOptions {
  useCase: string;
  reason: string;
  mode?: string;
  baseMode?: string;
  ramp?: string;
  threshold?: string[];
  maxSpread?: string;
  qc?: string;
  blind?: string;
  reveal?: string;
  champion?: string;
}

/** `outcome=0.9`; the outcome may hold `=` itself. */
function readThresholds(given: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.lastIndexOf("=");
      if (at <= 0) throw new AppError("invalid_input", `"${text}" is no threshold. Write outcome=0.9.`);
      return [text.slice(0, at), Number(text.slice(at + 1))];
    }),
  );
}

async function setPolicy(options: PolicyOptions): Promise<void> {
  const { id } = await requireSlug(options.useCase);
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const settings: Record<string, unknown> = {
    mode: options.mode,
    baseMode: options.baseMode,
    rampShare: number(options.ramp),
    thresholds: options.threshold && readThresholds(options.threshold),
    maxSpread: number(options.maxSpread),
    qcShare: number(options.qc),
    blindShare: number(options.blind),
    reveal: options.reveal,
    champion: number(options.champion),
  };
  const changes = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const result = await changePolicy(context, {
    useCaseId: id,
    changes: changes as Partial<PolicySettings>,
    reason: options.reason,
  });
  say(
    "inForce" in result
      ? `Policy version ${result.inForce.policyVersion} is in force.`
      : "This raises automation, so a second person must approve it on the use case's page Automation.",
  );
}

async function goBack(options: { useCase: string; version?: string; reason: string }): Promise<void> {
  const { id } = await requireSlug(options.useCase);
  const version = options.version === undefined ? {} : { version: Number(options.version) };
  const { champion, policyVersion } = await rollBack(context, { useCaseId: id, ...version, reason: options.reason });
  say(`Model version ${champion} is the champion again, by policy version ${policyVersion}.`);
}

export function addUseCaseCommands(program: Command): void {
  const useCase = program.command("use-case").description("Kinds of decisions");
  useCase
    .command("apply <file>")
    .description("Define a use case, or change it, from a JSON file (- for standard input)")
    .option("--slug <slug>", "in place of the file's own")
    .action(apply);

  const model = program.command("model").description("Models of a use case");
  model
    .command("add")
    .description("Add a model version")
    .requiredOption("--use-case <slug>")
    .requiredOption("--name <name>", "for people")
    .option("--file <file>", "an ONNX file; without one, callers send the predictions")
    .option("--mapping <file>", "JSON; without one, what the file suggests where nothing of it is a guess")
    .option("--reference <file>", "CSV of the rows that it was trained on")
    .action(addModel);

  const policy = program.command("policy").description("Who decides");
  policy
    .command("set")
    .description("Change settings of a use case's policy; the others stay")
    .requiredOption("--use-case <slug>")
    .requiredOption("--reason <text>", "for those who read it later")
    .option("--mode <mode>", "human_only, shadow, ai_assist, partial_automation or full_automation")
    .option("--base-mode <mode>", "the rung outside of the ramp")
    .option("--ramp <share>", "share of the units that get the mode, 0 to 1")
    .option("--threshold <outcome=confidence>", "all thresholds anew; may be given several times", (value, before) => [
      ...((before as string[] | undefined) ?? []),
      value,
    ])
    .option("--max-spread <number>", "regression: the largest spread at which the model decides")
    .option("--qc <share>", "share of automated items that people check")
    .option("--blind <share>", "share of items on which people never see the suggestion")
    .option("--reveal <when>", "before or after the first answer")
    .option("--champion <version>", "the model whose answers count")
    .action(setPolicy);
  policy
    .command("rollback")
    .description("Go back to an earlier champion, at once")
    .requiredOption("--use-case <slug>")
    .requiredOption("--reason <text>", "for those who read it later")
    .option("--version <number>", "the earlier champion; without it, the one before the champion in force")
    .action(goBack);
}
