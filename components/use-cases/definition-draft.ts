import type { Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import { type DefinitionInput, definitionSchema, type Field } from "@/lib/use-cases/definition-schema";

/** A number field's content: empty while nothing is typed. */
type Typed = number | "";

export interface FieldDraft {
  /** Tells rows apart while their keys are typed. */
  row: number;
  key: string;
  label: string;
  help: string;
  kind: Field["kind"];
  required: boolean;
  unit: string;
  min: Typed;
  max: Typed;
  /** One per line. */
  categories: string;
  open: boolean;
  slice: boolean;
}

export interface OutcomeDraft {
  row: number;
  key: string;
  label: string;
  /** Empty: the next of the palette. */
  colour: string;
  /** Empty: the next that is free. */
  hotkey: string;
  errorCost: Typed;
}

/** A reason for an override. */
export interface ReasonDraft {
  row: number;
  key: string;
  label: string;
}

/** A definition while it is edited: everything that its inputs hold. */
export interface DefinitionDraft {
  name: string;
  kind: "classification" | "regression";
  guideline: string;
  secondPersonToRaise: boolean;
  unit: "item" | "entity";
  reviewCost: Typed;
  fields: FieldDraft[];
  outcomes: OutcomeDraft[];
  target: { unit: string; tolerance: Typed; min: Typed; max: Typed };
  reasonCodes: ReasonDraft[];
  reasonRequired: boolean;
  blindAdjudication: boolean;
}

let rows = 0;
const nextRow = () => rows++;

export function newField(): FieldDraft {
  const texts = { key: "", label: "", help: "", unit: "", categories: "" };
  return { row: nextRow(), ...texts, kind: "text", required: false, min: "", max: "", open: false, slice: false };
}

export function newOutcome(): OutcomeDraft {
  return { row: nextRow(), key: "", label: "", colour: "", hotkey: "", errorCost: 1 };
}

export function newReason(): ReasonDraft {
  return { row: nextRow(), key: "", label: "" };
}

export function newDraft(): DefinitionDraft {
  return {
    name: "",
    kind: "classification",
    guideline: "",
    secondPersonToRaise: true,
    unit: "item",
    reviewCost: "",
    fields: [{ ...newField(), required: true }],
    outcomes: [newOutcome(), newOutcome()],
    target: { unit: "", tolerance: 0, min: "", max: "" },
    reasonCodes: [],
    reasonRequired: false,
    blindAdjudication: false,
  };
}

export function draftOf(definition: DefinitionInput): DefinitionDraft {
  const empty = newDraft();
  return {
    name: definition.name,
    kind: definition.kind ?? empty.kind,
    guideline: definition.guideline ?? "",
    secondPersonToRaise: definition.secondPersonToRaise ?? true,
    unit: definition.unit ?? "item",
    reviewCost: definition.reviewCost ?? "",
    fields: definition.fields.map((field) => ({
      ...newField(),
      ...withoutUndefined(field),
      categories: (field.categories ?? []).join("\n"),
    })),
    outcomes: (definition.outcomes ?? []).map((outcome) => ({ ...newOutcome(), ...withoutUndefined(outcome) })),
    target: { ...empty.target, ...withoutUndefined(definition.target ?? {}) },
    reasonCodes: (definition.reasonCodes ?? []).map((reason) => ({ ...newReason(), ...withoutUndefined(reason) })),
    reasonRequired: definition.reasonRequired ?? false,
    blindAdjudication: definition.blindAdjudication ?? false,
  };
}

function withoutUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const kept = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `{[name]: value}`, or nothing where the input is empty. */
function given<Name extends string, Value>(name: Name, value: Value | ""): { [Key in Name]?: Value } {
  return (value === "" ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

function fieldOf(draft: FieldDraft): DefinitionInput["fields"][number] {
  const { key, label, help, kind, required, unit, min, max, open, slice } = draft;
  const numeric = kind === "number" || kind === "integer";
  return {
    key: key.trim(),
    ...given("label", label.trim()),
    ...given("help", help.trim()),
    kind,
    ...(required && { required }),
    ...(numeric && { ...given("unit", unit.trim()), ...given("min", min), ...given("max", max) }),
    ...(kind === "category" && { categories: lines(draft.categories), ...(open && { open }) }),
    ...((kind === "category" || kind === "boolean") && slice && { slice }),
  };
}

function outcomeOf(draft: OutcomeDraft): NonNullable<DefinitionInput["outcomes"]>[number] {
  return {
    key: draft.key.trim(),
    ...given("label", draft.label.trim()),
    ...given("colour", draft.colour),
    ...given("hotkey", draft.hotkey),
    ...given("errorCost", draft.errorCost),
  } as NonNullable<DefinitionInput["outcomes"]>[number];
}

/** The definition as the API takes it; what is empty is left out, so that the schema says what is missing. */
export function definitionOf(draft: DefinitionDraft): DefinitionInput {
  const { target } = draft;
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    ...given("guideline", draft.guideline),
    secondPersonToRaise: draft.secondPersonToRaise,
    unit: draft.unit,
    ...given("reviewCost", draft.reviewCost),
    fields: draft.fields.map(fieldOf),
    ...(draft.kind === "classification"
      ? { outcomes: draft.outcomes.map(outcomeOf) }
      : {
          target: {
            ...given("unit", target.unit.trim()),
            ...given("tolerance", target.tolerance),
            ...given("min", target.min),
            ...given("max", target.max),
          },
        }),
    ...(draft.reasonCodes.length > 0 && {
      reasonCodes: draft.reasonCodes.map(({ key, label }) => ({ key: key.trim(), ...given("label", label.trim()) })),
    }),
    ...(draft.reasonRequired && { reasonRequired: true }),
    ...(draft.blindAdjudication && { blindAdjudication: true }),
  };
}

/** What the schema finds wrong, by place; the same sentences as the server's. */
export function definitionProblems(definition: unknown): Problem[] {
  const { error } = definitionSchema.safeParse(definition);
  return error === undefined ? [] : zodProblems(error);
}

/** Moves an entry one place up (-1) or down (1). */
export function moved<Entry>(list: readonly Entry[], index: number, by: -1 | 1): Entry[] {
  const result = [...list];
  const [entry] = result.splice(index, 1);
  if (entry !== undefined) result.splice(index + by, 0, entry);
  return result;
}
