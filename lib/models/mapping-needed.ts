import type { Proposal } from "@/lib/models/proposal-schema";
import { AppError } from "@/lib/platform/errors";

/** Refuses a model whose mapping is not given and cannot be had without a guess; the proposal goes with it. */
export function mappingNeeded(proposal: Proposal): AppError {
  return new AppError(
    "invalid_model",
    "This model needs a mapping: some of it can only be guessed. Look at the proposal, correct what is wrong, and send it along as the mapping.",
    {
      problems: proposal.questions.map(({ path, message }) => ({ path: `mapping.${path}`, message })),
      members: { proposal },
    },
  );
}
