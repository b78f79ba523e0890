import { z } from "zod";

export const declineProposalSchema = z.strictObject({ useCaseId: z.uuid(), proposalId: z.uuid() });

/** `guideline`: the whole text as it is to be from now on; `definitionVersion`: the definition that it was written upon. */
export const takeProposalSchema = z.strictObject({
  useCaseId: z.uuid(),
  proposalId: z.uuid(),
  guideline: z.string().max(50_000, "A guideline has at most 50,000 characters."),
  definitionVersion: z.int().min(1),
});
