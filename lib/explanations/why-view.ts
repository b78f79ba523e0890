import type { ExplanationFailure, ExplanationResult } from "@/lib/explanations/explanation-schema";
import type { SimilarItem } from "@/lib/explanations/similar-items-query";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** How an explanation stands: it is worked out, cannot be had, or is there. Fields come with the largest share first. */
export type ExplanationView =
  | { state: "pending" }
  | { state: "none"; message: string }
  | {
      state: "shares";
      score: number;
      base: number;
      background: "training" | "recent";
      fields: { key: string; label: string; share: number; error: number }[];
      /** Independent samples that the errors come from. */
      pairs: number;
      rows: number;
      ms: number;
    }
  | {
      state: "map";
      field: string;
      label: string;
      score: number;
      map: { rows: number; columns: number; drops: number[] };
      rows: number;
      ms: number;
    };

/** Why a model answered as it did on an item, and what people said on items like it. */
export interface WhyView {
  /** Null: no model answered this item. */
  explanation: ExplanationView | null;
  /** The model's answer, in the use case's words; null as above. */
  answer: string | null;
  /** Regression: what shares count; null: points of a score. */
  unit: string | null;
  similar: {
    externalId: string;
    answer: string;
    distance: number;
    /** Names of the fields that differ. */
    apart: string[];
    /** Its page; null where this person may not see it. */
    href: string | null;
  }[];
}

export interface WhyRecords {
  prediction: {
    outcome: string | null;
    value: number | null;
    supplied: boolean;
    result: ExplanationResult | null;
    failure: ExplanationFailure | null;
  } | null;
  similar: readonly SimilarItem[];
  mayOpen: boolean;
}

/** Records to what is shown. */
export function whyView(
  { fields, outcomes, target }: Definition,
  { prediction, similar, mayOpen }: WhyRecords,
): WhyView {
  const labels = new Map(fields.map(({ key, label }) => [key, label]));
  const labelOf = (key: string) => labels.get(key) ?? key;
  const unit = target?.unit ?? null;
  const said = ({ outcome, value }: { outcome?: string | null; value?: number | null }): string =>
    outcome == null
      ? `${Number((value ?? 0).toPrecision(6)).toLocaleString("en-GB", { maximumFractionDigits: 4 })} ${unit ?? ""}`.trim()
      : (outcomes.find(({ key }) => key === outcome)?.label ?? outcome);
  return {
    explanation: prediction && explanationView(prediction, labelOf),
    answer: prediction && said(prediction),
    unit,
    similar: similar.map(({ id, externalId, answer, distance, apart }) => ({
      externalId,
      answer: said(answer),
      distance,
      apart: apart.map(labelOf),
      href: mayOpen ? `/items/${id}` : null,
    })),
  };
}

function explanationView(
  { supplied, result, failure }: NonNullable<WhyRecords["prediction"]>,
  labelOf: (key: string) => string,
): ExplanationView {
  if (supplied)
    return { state: "none", message: "This answer came with the item. There is no model here to ask again." };
  if (failure !== null) return { state: "none", message: failure.message };
  if (result === null) return { state: "pending" };
  const { score, rows, ms } = result;
  if (result.method === "occlusion") {
    const { field, map } = result;
    return { state: "map", field, label: labelOf(field), score, map, rows, ms };
  }
  const fields = result.fields
    .toSorted((one, other) => Math.abs(other.share) - Math.abs(one.share))
    .map((field) => ({ ...field, label: labelOf(field.key) }));
  const { base, background, pairs } = result;
  return { state: "shares", score, base, background, fields, pairs, rows, ms };
}
