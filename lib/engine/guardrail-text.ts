import type { Guardrail, GuardrailKind } from "@/lib/engine/guardrail-schema";

/** Kinds of guardrail, for people, in the order in which they are offered. */
export const guardrailKindName: Record<GuardrailKind, string> = {
  missing_field: "Field without a value",
  field_outside: "Field outside bounds",
  category_not_in: "Category not in a list",
  slice: "Slice never automated",
  text_matches: "Text matches a pattern",
  outside_reference: "Outside the training data",
  score_below: "Confidence too low",
  margin_below: "Second outcome too close",
  outcome: "Outcome never automated",
  value_outside: "Value outside bounds",
  rate: "Too many in an hour",
  outside_hours: "Outside working hours",
  expression: "Condition",
};

/** How fields and outcomes are called; a missing name shows the key. */
export interface GuardrailNames {
  fields?: Readonly<Record<string, string>>;
  outcomes?: Readonly<Record<string, string>>;
}

const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A guardrail in one sentence: its own label, or what its values say. */
export function guardrailText(guardrail: Guardrail, names: GuardrailNames = {}): string {
  return guardrail.label === "" ? ruleText(guardrail, names) : guardrail.label;
}

/** What a guardrail stops, as its kind and values say, whatever its label is. */
export function ruleText(guardrail: Guardrail, names: GuardrailNames = {}): string {
  const field = (key: string) => nameOf(names.fields, key);
  switch (guardrail.kind) {
    case "missing_field":
      return `${field(guardrail.field)} is missing`;
    case "field_outside":
      return `${field(guardrail.field)} ${outsideText(guardrail)}`;
    case "category_not_in":
      return `${field(guardrail.field)} is not ${listText(guardrail.categories, "or")}`;
    case "slice":
      return `${field(guardrail.field)} is ${listText(guardrail.values.map(valueText), "or")}`;
    case "text_matches":
      return `${field(guardrail.field)} matches /${guardrail.pattern}/`;
    case "outside_reference":
      return guardrail.fields.length === 0
        ? "Any field lies outside what the champion was trained on"
        : `${listText(guardrail.fields.map(field), "or")} lies outside what the champion was trained on`;
    case "score_below":
      return `The confidence is below ${percent(guardrail.score)}`;
    case "margin_below":
      return `The first outcome leads the second by less than ${percent(guardrail.margin)}`;
    case "outcome":
      return `The answer is ${listText(
        guardrail.outcomes.map((key) => nameOf(names.outcomes, key)),
        "or",
      )}`;
    case "value_outside":
      return `The value ${outsideText(guardrail)}`;
    case "rate": {
      const most = guardrail.most.toLocaleString("en-GB");
      return `More than ${most} automated within 60 minutes${guardrail.per === "entity" ? " for one entity" : ""}`;
    }
    case "outside_hours":
      return `Outside ${guardrail.from} to ${guardrail.to}${daysText(guardrail.days)} (${guardrail.timeZone})`;
    case "expression":
      return `Where ${guardrail.when}`;
  }
}

function nameOf(names: Readonly<Record<string, string>> = {}, key: string): string {
  return Object.hasOwn(names, key) ? (names[key] ?? key) : key;
}

function valueText(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function outsideText({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  if (min === undefined) return `is above ${max}`;
  return max === undefined ? `is below ${min}` : `is below ${min} or above ${max}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}

/** At most eight by name. */
function listText(names: readonly string[], and: "and" | "or"): string {
  const shown = names.slice(0, 8);
  if (names.length > shown.length) return `${shown.join(", ")} ${and} ${names.length - shown.length} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} ${and} ${last}`;
}

function daysText(days: readonly number[]): string {
  const open = dayNames.filter((_, place) => days.includes(place + 1));
  if (open.length === 7) return "";
  const [first, ...rest] = open;
  const places = open.map((name) => dayNames.indexOf(name));
  const inARow = places.every((place, index) => index === 0 || place === (places[index - 1] ?? 0) + 1);
  if (inARow && rest.length > 1) return `, ${first} to ${rest.at(-1)}`;
  return `, ${listText(open, "and")}`;
}
