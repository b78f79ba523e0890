import type { RecentInputs } from "@/lib/review/recent-inputs-view";
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
  /** Why a verdict differs from a suggestion that its reviewer saw. */
  reasonCodes: Definition["reasonCodes"];
  /** Such a verdict needs one of them. */
  reasonRequired: boolean;
  /** What recent items hold, by field. */
  recent: RecentInputs;
}

/** A verdict that the reviewer gave, for the list of the latest ones. */
export interface RecentVerdict {
  useCaseId: string;
  reviewId: string;
  externalId: string;
  /** Null: the input was flagged as unusable. */
  answer: Answer | null;
  unusable: boolean;
  /** Milliseconds left to undo it, when the page was made; 0: final. */
  undoMs: number;
}

export function deskOf(
  useCase: { id: string; slug: string; definitionVersion: number; definition: Definition },
  recent: RecentInputs,
): Desk {
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
    reasonCodes: definition.reasonCodes,
    reasonRequired: definition.reasonRequired,
    recent,
  };
}
