import "server-only";
import { command } from "@/lib/command";
import { declineProposalSchema } from "@/lib/use-cases/guideline-proposal-schema";
import { settleGuidelineProposal } from "@/lib/use-cases/settle-guideline-proposal";

/** Declines a proposal for the guideline. Throws `not_found`, and `conflict` where somebody else was faster. */
export const declineProposal = command({
  name: "decline-proposal",
  permission: "guideline.settle",
  input: declineProposalSchema,
  useCaseId: ({ useCaseId }) => useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, proposalId }, actor, now }) {
    const event = await settleGuidelineProposal(tx, { useCaseId, proposalId, as: "declined", actor, now });
    return { result: null, events: [event] };
  },
});
