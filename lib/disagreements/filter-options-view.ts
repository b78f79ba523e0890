import type { Facet, FilterCounts } from "@/lib/disagreements/disagreement-counts-view";
import type { DisagreementFilter } from "@/lib/disagreements/disagreement-filter-schema";
import { sliceText } from "@/lib/disagreements/slice-view";
import type { DisagreementKind, RootCause } from "@/lib/platform/generated/prisma/enums";

export const kindText: Record<DisagreementKind, string> = {
  model_human: "Model and person",
  human_human: "Two people",
  champion_challenger: "Champion and challenger",
};

export const rootCauseText: Record<RootCause, string> = {
  model_error: "The model was wrong",
  human_error: "A person was wrong",
  ambiguous_guideline: "The guideline is ambiguous",
  bad_input: "The input is bad",
  acceptable_variation: "Both answers can be defended",
};

const statusText = { open: "Open", settled: "Settled", any: "Open or settled" };

const bandText = {
  "0-50": "Below 50%",
  "50-70": "50% to 70%",
  "70-90": "70% to 90%",
  "90-99": "90% to 99%",
  "99-100": "99% and above",
};

const ageText = {
  "within-day": "Last 24 hours",
  "within-week": "Last 7 days",
  "over-week": "Older than 7 days",
  "over-month": "Older than 30 days",
};

interface FilterOption {
  value: string;
  label: string;
}

/** What the queue can be narrowed to, with how many each choice would leave. */
export type FilterOptions = Record<Facet | "age", FilterOption[]>;

/** Names of what is filtered by its id, and the use case that each belongs to. */
export interface FilterNames {
  useCases: readonly { id: string; slug: string; name: string }[];
  models: readonly { id: string; name: string; version: number; useCaseId: string }[];
  policies: readonly { id: string; version: number; useCaseId: string }[];
  /** Labels of fields by their keys; where use cases call one differently, either. */
  fields: Readonly<Record<string, string>>;
}

const mostShown = 1_000;
const whole = new Intl.NumberFormat("en-GB");

/** A count as it stands in brackets: `12`, `12+` where there may be more, `1,000+` however many there are. */
export function cappedText(n: number, atLeast: boolean): string {
  if (n > mostShown) return `${whole.format(mostShown)}+`;
  return `${whole.format(n)}${atLeast ? "+" : ""}`;
}

/** Every choice with its count. What is chosen stays a choice even where nothing is left of it. */
export function filterOptions(counts: FilterCounts, names: FilterNames, filter: DisagreementFilter): FilterOptions {
  const countOf = (facet: Facet, value: string) => {
    const { values, atLeast } = counts[facet];
    const known = values.find((count) => count.value === value);
    return cappedText(known?.n ?? 0, known?.atLeast ?? atLeast);
  };
  const fixed = (facet: Facet, texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([value, text]) => ({ value, label: `${text} (${countOf(facet, value)})` }));
  const found = (facet: Facet, chosen: string | undefined, labelOf: (value: string) => string | null) => {
    const values = counts[facet].values.map(({ value }) => value);
    if (chosen !== undefined && !values.includes(chosen)) values.push(chosen);
    return values.flatMap((value) => {
      const text = labelOf(value);
      return text === null ? [] : [{ value, label: `${text} (${countOf(facet, value)})` }];
    });
  };
  const several = names.useCases.length > 1;
  const inUseCase = (useCaseId: string) => {
    const useCase = names.useCases.find(({ id }) => id === useCaseId);
    return several && useCase !== undefined ? ` of ${useCase.name}` : "";
  };
  const any = counts.status.values.reduce((sum, { n }) => sum + n, 0);
  return {
    useCase: names.useCases.map(({ id, slug, name }) => ({
      value: slug,
      label: `${name} (${countOf("useCase", id)})`,
    })),
    status: [
      ...fixed("status", { open: statusText.open, settled: statusText.settled }),
      { value: "any", label: `${statusText.any} (${cappedText(any, counts.status.atLeast)})` },
    ],
    kind: fixed("kind", kindText),
    model: found("model", filter.model, (value) => {
      const model = names.models.find(({ id }) => id === value);
      return model === undefined ? null : `${model.name}, version ${model.version}${inUseCase(model.useCaseId)}`;
    }),
    policy: found("policy", filter.policy, (value) => {
      const policy = names.policies.find(({ id }) => id === value);
      return policy === undefined ? null : `Policy ${policy.version}${inUseCase(policy.useCaseId)}`;
    }),
    slice: found("slice", filter.slice, (value) => sliceText(value, names.fields)),
    confidence: fixed("confidence", bandText),
    cost: found("cost", filter.cost?.toString(), (value) => value),
    age: Object.entries(ageText).map(([value, label]) => ({ value, label })),
  };
}
