import type { Guardrail, GuardrailKind } from "@/lib/engine/guardrail-schema";
import { guardrailKindName } from "@/lib/engine/guardrail-text";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";

/** A number field's content: empty while nothing is typed. */
export type Typed = number | "";

/** A guardrail while it is edited: what the inputs of every kind hold. */
export interface GuardrailDraft {
  /** Tells rows apart while they have no key. */
  row: number;
  /** Null: it is new, and its key is made from its label. */
  key: string | null;
  kind: GuardrailKind;
  label: string;
  watch: boolean;
  field: string;
  min: Typed;
  max: Typed;
  categories: string[];
  /** As texts, also those of numbers and of yes or no. */
  values: string[];
  pattern: string;
  fields: string[];
  /** Shares between 0 and 1; null while nothing is typed. */
  score: number | null;
  margin: number | null;
  outcomes: string[];
  most: Typed;
  per: "use_case" | "entity";
  from: string;
  to: string;
  days: number[];
  timeZone: string;
  when: string;
}

/** What guardrails can name in this use case. */
export type Guarded = Pick<Definition, "kind" | "fields" | "outcomes" | "target" | "unit">;

/** The kinds in the groups in which they are offered. */
export const guardrailGroups: readonly { name: string; kinds: readonly GuardrailKind[] }[] = [
  {
    name: "Input",
    kinds: ["missing_field", "field_outside", "category_not_in", "slice", "text_matches", "outside_reference"],
  },
  { name: "Output", kinds: ["score_below", "margin_below", "outcome", "value_outside"] },
  { name: "Rate", kinds: ["rate"] },
  { name: "Time", kinds: ["outside_hours"] },
  { name: "Condition", kinds: ["expression"] },
];

const fittingKinds: Partial<Record<GuardrailKind, readonly Field["kind"][]>> = {
  field_outside: ["number", "integer", "datetime"],
  category_not_in: ["category"],
  slice: ["category", "boolean", "text", "number", "integer"],
  text_matches: ["text", "long_text", "category"],
};

/** The fields that a guardrail of this kind can look at. */
export function fittingFields(kind: GuardrailKind, fields: readonly Field[]): Field[] {
  const fits = fittingKinds[kind];
  return fields.filter((field) => fits === undefined || fits.includes(field.kind));
}

/** Whether a guardrail of this kind makes sense in this use case. */
export function fits(kind: GuardrailKind, guarded: Guarded): boolean {
  if (kind === "value_outside") return guarded.kind === "regression";
  if (["score_below", "margin_below", "outcome"].includes(kind)) return guarded.kind === "classification";
  return fittingFields(kind, guarded.fields).length > 0;
}

let rows = 0;

const emptyDraft = () => ({
  row: rows++,
  key: null,
  label: "",
  watch: false,
  field: "",
  min: "" as Typed,
  max: "" as Typed,
  categories: [],
  values: [],
  pattern: "",
  fields: [],
  score: 0.9,
  margin: 0.1,
  outcomes: [],
  most: 100,
  per: "use_case" as const,
  from: "08:00",
  to: "18:00",
  days: [1, 2, 3, 4, 5],
  timeZone: "UTC",
  when: "",
});

/** A guardrail of this kind to begin with, on the first field that it can look at. */
export function newGuardrail(kind: GuardrailKind, guarded: Guarded, timeZone: string): GuardrailDraft {
  const looksAtOne = kind === "missing_field" || fittingKinds[kind] !== undefined;
  const [first] = looksAtOne ? fittingFields(kind, guarded.fields) : [];
  return { ...emptyDraft(), kind, field: first?.key ?? "", timeZone };
}

export function guardrailDraftOf(guardrail: Guardrail): GuardrailDraft {
  const given = Object.fromEntries(Object.entries(guardrail).filter(([, value]) => value !== undefined));
  const draft: GuardrailDraft = { ...emptyDraft(), ...(given as Partial<GuardrailDraft> & { kind: GuardrailKind }) };
  return guardrail.kind === "slice" ? { ...draft, values: guardrail.values.map(String) } : draft;
}

/** The draft on another field: what belonged to the former one goes. */
export function onField(draft: GuardrailDraft, field: string): GuardrailDraft {
  return draft.field === field ? draft : { ...draft, field, min: "", max: "", categories: [], values: [] };
}

/** `{[name]: value}`, or nothing where the input is empty, so that the schema says what is missing. */
function given(name: string, value: unknown): Record<string, unknown> {
  return value === "" || value === null ? {} : { [name]: value };
}

/** A value of this field; what is none stays a text, so that the settings' check says so. */
function typedValue(text: string, field: Field | undefined): string | number | boolean {
  if (field?.kind === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (field?.kind !== "number" && field?.kind !== "integer") return text;
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? text : number;
}

function ruleOf(draft: GuardrailDraft, fields: readonly Field[]): Record<string, unknown> {
  const { field, min, max } = draft;
  switch (draft.kind) {
    case "missing_field":
      return { field };
    case "field_outside":
      return { field, ...given("min", min), ...given("max", max) };
    case "category_not_in":
      return { field, categories: draft.categories };
    case "slice": {
      const known = fields.find(({ key }) => key === field);
      return { field, values: draft.values.map((text) => typedValue(text, known)) };
    }
    case "text_matches":
      return { field, pattern: draft.pattern };
    case "outside_reference":
      return { fields: draft.fields };
    case "score_below":
      return given("score", draft.score);
    case "margin_below":
      return given("margin", draft.margin);
    case "outcome":
      return { outcomes: draft.outcomes };
    case "value_outside":
      return { ...given("min", min), ...given("max", max) };
    case "rate":
      return { ...given("most", draft.most), per: draft.per };
    case "outside_hours":
      return { from: draft.from, to: draft.to, days: draft.days.toSorted(), timeZone: draft.timeZone };
    case "expression":
      return { when: draft.when };
  }
}

const keyLength = 48;

/** A key as the schema wants it: the label's letters and digits, with a number where another guardrail has it. */
function keyFrom(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, keyLength - 4);
  const key = plain === "" ? "guardrail" : plain;
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? key : `${key}-${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/** The guardrails as the settings have them, as far as they are typed. Keys that exist stay, whatever the label becomes. */
export function guardrailsOf(drafts: readonly GuardrailDraft[], fields: readonly Field[]): Record<string, unknown>[] {
  const taken = new Set(drafts.flatMap(({ key }) => (key === null ? [] : [key])));
  return drafts.map((draft) => {
    const label = draft.label.trim();
    const key = draft.key ?? keyFrom(label === "" ? `${guardrailKindName[draft.kind]} ${draft.field}` : label, taken);
    taken.add(key);
    return { key, label, watch: draft.watch, kind: draft.kind, ...ruleOf(draft, fields) };
  });
}
