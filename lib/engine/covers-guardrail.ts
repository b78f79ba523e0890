import type { Guardrail } from "@/lib/engine/guardrail-schema";

/**
 * Whether `other` stops every answer that `one` stops, by the same champion at the same time. Only guardrails of one
 * kind are compared, and an expression or pattern only covers itself: sure where it says true, careful where false.
 */
export function coversGuardrail(other: Guardrail, one: Guardrail): boolean {
  switch (one.kind) {
    case "missing_field":
      return other.kind === one.kind && other.field === one.field;
    case "field_outside":
      return other.kind === one.kind && other.field === one.field && isTighter(other, one);
    case "category_not_in":
      return other.kind === one.kind && other.field === one.field && holdsAll(one.categories, other.categories);
    case "slice":
      return other.kind === one.kind && other.field === one.field && holdsAll(other.values, one.values);
    case "text_matches":
      return other.kind === one.kind && other.field === one.field && other.pattern === one.pattern;
    case "outside_reference":
      // A field that is named has to be in the training data, one that is not need not: so all fields cover none by name.
      if (other.kind !== one.kind) return false;
      return one.fields.length === 0
        ? other.fields.length === 0
        : other.fields.length > 0 && holdsAll(other.fields, one.fields);
    case "score_below":
      return other.kind === one.kind && other.score >= one.score;
    case "margin_below":
      return other.kind === one.kind && other.margin >= one.margin;
    case "outcome":
      return other.kind === one.kind && holdsAll(other.outcomes, one.outcomes);
    case "value_outside":
      return other.kind === one.kind && isTighter(other, one);
    case "rate":
      return other.kind === one.kind && other.per === one.per && other.most <= one.most;
    case "outside_hours":
      return other.kind === one.kind && other.timeZone === one.timeZone && isShorter(other, one);
    case "expression":
      return other.kind === one.kind && other.when === one.when;
  }
}

function holdsAll(list: readonly unknown[], wanted: readonly unknown[]): boolean {
  return wanted.every((value) => list.includes(value));
}

interface Bounds {
  min?: number | undefined;
  max?: number | undefined;
}

function isTighter(other: Bounds, one: Bounds): boolean {
  const least = one.min === undefined || (other.min !== undefined && other.min >= one.min);
  const most = one.max === undefined || (other.max !== undefined && other.max <= one.max);
  return least && most;
}

interface Hours {
  from: string;
  to: string;
  days: readonly number[];
}

/** Times are `HH:MM`, so they sort as texts. Hours past midnight are compared only with the same hours. */
function isShorter(other: Hours, one: Hours): boolean {
  if (!holdsAll(one.days, other.days)) return false;
  if (other.from === one.from && other.to === one.to) return true;
  const withinOneDay = one.from < one.to && other.from < other.to;
  return withinOneDay && other.from >= one.from && other.to <= one.to;
}
