import type { StoryReview } from "@/lib/items/story-records";

/** What a reviewer took an item for. */
export const purposeWords: Record<StoryReview["purpose"], string> = {
  decide: "to decide it",
  second_opinion: "for a second opinion",
  quality_control: "as a check of the automated decision",
  adjudicate: "as adjudicator",
  override: "to override the decision",
  external: "in another system",
};

/** What follows from a verdict that became final. */
export const settledLines: Record<StoryReview["purpose"], string[]> = {
  decide: ["It counts together with those of the others."],
  second_opinion: ["It counts together with those of the others."],
  quality_control: ["It was a check of the automated decision, and changes nothing in it."],
  adjudicate: ["It confirms the decision in force."],
  override: ["It is the decision in force already."],
  external: ["It is held against the other answers."],
};

/** Why an item was sent to an adjudicator. */
export const adjudicatedBecause: Record<string, string> = {
  no_consensus: "The verdicts come to no consensus.",
  agreement_audit: "Drawn from the items on which people and the model agree, to see whether both are right.",
  disagreement: "To settle answers that differ.",
  escalated: "A reviewer asked for it.",
  unusable: "A reviewer says that nobody can decide on this input.",
};

/** Root causes of disagreements, as sentences. */
export const causeTexts: Record<string, string> = {
  model_error: "The model was wrong.",
  human_error: "A person was wrong.",
  ambiguous_guideline: "The guideline is ambiguous.",
  bad_input: "The input is bad.",
  acceptable_variation: "Both answers can be defended.",
};

/** Who differs, by kind of disagreement. */
export const differenceTitles: Record<string, string> = {
  model_human: "Model and person differ",
  human_human: "Two people differ",
  champion_challenger: "Champion and challenger differ",
};
