import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { initialPolicySettings } from "@/lib/engine/policy-settings-schema";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import type { Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import { definitionChanges } from "@/lib/use-cases/definition-changes";
import { definitionConflicts } from "@/lib/use-cases/definition-conflicts";
import { type Definition, type DefinitionInput, definitionSchema, slugSchema } from "@/lib/use-cases/definition-schema";
import { findUseCaseBySlug } from "@/lib/use-cases/use-case-query";
import { type UseCaseView, viewUseCase } from "@/lib/use-cases/use-case-view";

const inputSchema = z.strictObject({
  slug: slugSchema,
  /** Held against its schema in `prepare`, so that problems name places in the definition itself. */
  definition: z.custom<DefinitionInput>((value) => typeof value === "object" && value !== null, {
    error: "The definition must be an object.",
  }),
});

/**
 * Makes a use case, or changes its definition (as a whole, like PUT). A new one starts under policy version 1: people
 * decide everything. `invalid_input` names places in the definition (`fields.2.min`); `definition_conflict` where stored
 * items, answers, models or policies would no longer fit. The same definition again changes nothing.
 */
export const defineUseCase = command<
  z.output<typeof inputSchema>,
  Definition,
  { useCase: UseCaseView; created: boolean }
>({
  name: "define-use-case",
  permission: "use-case.define",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async ({ input }) => readDefinition(input.definition),
  commit: async ({ tx, input: { slug }, prepared: definition, actor, now }) => {
    const existing = await findUseCaseBySlug(slug, tx);
    if (existing === null) {
      const id = newId();
      const policyEvent = await createUseCase(tx, { id, slug, definition, authorName: actor.name, now });
      const created: AuditEvent = {
        type: "use_case.created",
        useCase: { id, slug },
        subject: { type: "use_case", id },
        newSubject: true,
        detail: definitionDetail(definition, 1),
      };
      return { result: { useCase: await viewOf(tx, slug), created: true }, events: [created, policyEvent] };
    }
    // Items under way were held against the former definition: they go first, and are looked at below.
    await lockExclusive(tx, existing.id);
    const useCase = await findUseCaseBySlug(slug, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const changes = definitionChanges(useCase.definition, definition);
    if (changes.length === 0) return { result: { useCase: viewUseCase(useCase), created: false }, unchanged: true };
    const problems = await definitionConflicts(tx, useCase, definition);
    if (problems.length > 0) {
      throw new AppError("definition_conflict", "What is stored already does not fit this definition.", { problems });
    }
    await changeUseCase(tx, useCase.id, definition);
    const changed: AuditEvent = {
      type: "use_case.changed",
      useCase: { id: useCase.id, slug },
      subject: { type: "use_case", id: useCase.id },
      detail: { ...definitionDetail(definition, useCase.definitionVersion + 1), ...changesDetail(changes) },
    };
    return { result: { useCase: await viewOf(tx, slug), created: false }, events: [changed] };
  },
});

function readDefinition(raw: unknown): Definition {
  const parsed = definitionSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "This definition cannot be accepted.", {
    problems: zodProblems(parsed.error),
  });
}

async function viewOf(tx: Transaction, slug: string): Promise<UseCaseView> {
  const record = await findUseCaseBySlug(slug, tx);
  if (record === null) throw new Error("The use case that was just written is not there.");
  return viewUseCase(record);
}

function definitionDetail(definition: Definition, definitionVersion: number) {
  return { definitionVersion, definitionSha256: canonicalSha256(definition).toString("hex") };
}

/** An envelope has 64 KiB, and a definition can have thousands of changes. */
function changesDetail(changes: readonly string[]) {
  const most = 200;
  return { changes: changes.slice(0, most), ...(changes.length > most && { changesInAll: changes.length }) };
}

function columnsOf(definition: Definition) {
  const { target } = definition;
  return {
    name: definition.name,
    kind: definition.kind,
    guideline: definition.guideline,
    secondPersonToRaise: definition.secondPersonToRaise,
    unit: definition.unit,
    reviewCost: definition.reviewCost ?? null,
    targetUnit: target?.unit ?? null,
    targetTolerance: target?.tolerance ?? null,
    targetMin: target?.min ?? null,
    targetMax: target?.max ?? null,
    reasonCodes: definition.reasonCodes,
    reasonRequired: definition.reasonRequired,
    blindAdjudication: definition.blindAdjudication,
  };
}

async function writeFieldsAndOutcomes(tx: Transaction, useCaseId: string, definition: Definition): Promise<void> {
  await tx.inputField.createMany({
    data: definition.fields.map((field, position) => ({
      id: newId(),
      useCaseId,
      position,
      ...field,
      unit: field.unit ?? null,
      min: field.min ?? null,
      max: field.max ?? null,
      categories: field.categories ?? [],
    })),
  });
  await tx.outcome.createMany({
    data: definition.outcomes.map((outcome, position) => ({ id: newId(), useCaseId, position, ...outcome })),
  });
}

async function createUseCase(
  tx: Transaction,
  {
    id,
    slug,
    definition,
    authorName,
    now,
  }: { id: string; slug: string; definition: Definition; authorName: string; now: Date },
): Promise<AuditEvent> {
  const policy = { id: newId(), version: 1, sha256: canonicalSha256(initialPolicySettings) };
  await tx.useCase.create({ data: { id, slug, ...columnsOf(definition), createdAt: now } });
  await tx.policy.create({
    data: {
      ...policy,
      sha256: new Uint8Array(policy.sha256),
      useCaseId: id,
      settings: initialPolicySettings,
      reason: "Every use case starts with people deciding everything.",
      authorName,
      createdAt: now,
    },
  });
  await tx.useCase.update({ where: { id }, data: { policyId: policy.id } });
  await writeFieldsAndOutcomes(tx, id, definition);
  return {
    type: "policy.put_in_force",
    useCase: { id, slug },
    subject: { type: "policy", id: policy.id },
    newSubject: true,
    policy: { id: policy.id, version: 1, sha256: policy.sha256.toString("hex") },
    mode: initialPolicySettings.mode,
    detail: { settings: initialPolicySettings },
  };
}

async function changeUseCase(tx: Transaction, id: string, definition: Definition): Promise<void> {
  await tx.useCase.update({ where: { id }, data: { ...columnsOf(definition), definitionVersion: { increment: 1 } } });
  await tx.inputField.deleteMany({ where: { useCaseId: id } });
  await tx.outcome.deleteMany({ where: { useCaseId: id } });
  await writeFieldsAndOutcomes(tx, id, definition);
}
