import type { Mode } from "@/lib/engine/mode";

/** The rungs' names, for people. */
export const modeName: Record<Mode, string> = {
  human_only: "Human only",
  shadow: "Shadow",
  ai_assist: "AI assist",
  partial_automation: "Partial automation",
  full_automation: "Full automation",
};

/** What each rung means, in one line. */
export const modeSentence: Record<Mode, string> = {
  human_only: "People decide everything. No model runs.",
  shadow: "People decide everything. The model answers unseen, so that it can be compared with them.",
  ai_assist: "People decide everything, and see what the model suggests.",
  partial_automation: "The model decides where it is sure enough; people decide the rest.",
  full_automation: "The model decides everything it can answer; people decide what is left.",
};
