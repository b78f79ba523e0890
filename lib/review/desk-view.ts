import type { Answer } from "@/lib/review/review-schema";
import type { Definition, Field, OutcomeDefinition } from "@/lib/use-cases/definition-schema";

/** What the desk knows about its use case: what to answer, and nothing about mode, policy or model. */
export interface Desk {
  useCaseId: string;
  slug: string;
  name: string;
  definitionVersion: number;
  guideline: string;
  fields: Field[];
  /** Empty for a regression. */
  outcomes: Pick<OutcomeDefinition, "key" | "label" | "colour" | "hotkey">[];
  /** Null for a classification. */
  target: { unit: string; tolerance: number; min?: number | undefined; max?: number | undefined } | null;
}

/** A verdict that the reviewer gave, for the list of the latest ones. */
export interface RecentVerdict {
  reviewId: string;
  externalId: string;
  answer: Answer;
  /** Milliseconds left to undo it, when the page was made; 0: final. */
  undoMs: number;
}

export function deskOf(useCase: { id: string; slug: string; definitionVersion: number; definition: Definition }): Desk {
  const { definition } = useCase;
  const { target } = definition;
  return {
    useCaseId: useCase.id,
    slug: useCase.slug,
    name: definition.name,
    definitionVersion: useCase.definitionVersion,
    guideline: definition.guideline,
    fields: definition.fields,
    outcomes: definition.outcomes.map(({ key, label, colour, hotkey }) => ({ key, label, colour, hotkey })),
    target: target === undefined ? null : { ...target },
  };
}
