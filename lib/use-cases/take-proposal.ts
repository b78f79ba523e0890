import "server-only";
import { command } from "@/lib/command";
import { lockExclusive } from "@/lib/platform/advisory-lock";
import { canonicalSha256 } from "@/lib/platform/canonical-json";
import { AppError } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import { definitionSchema } from "@/lib/use-cases/definition-schema";
import { takeProposalSchema } from "@/lib/use-cases/guideline-proposal-schema";
import { settleGuidelineProposal } from "@/lib/use-cases/settle-guideline-proposal";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/**
 * Takes a proposal up: the guideline becomes what its editor made of it, as a new definition, and the proposal is marked
 * in the same transaction. Throws `conflict` where the definition or the proposal has changed since.
 */
export const takeProposal = command({
  name: "take-proposal",
  permission: "use-case.define",
  input: takeProposalSchema,
  useCaseId: ({ useCaseId }) => useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, proposalId, guideline, definitionVersion }, actor, now }) {
    await lockExclusive(tx, useCaseId);
    const useCase = await findUseCase(useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    if (useCase.definitionVersion !== definitionVersion) {
      throw new AppError(
        "conflict",
        "The definition was changed in the meantime. Reload the page to edit it as it is now.",
      );
    }
    const definition = definitionSchema.safeParse({ ...useCase.definition, guideline });
    if (!definition.success) {
      const problems = zodProblems(definition.error);
      throw new AppError("invalid_input", problems[0]?.message ?? "This guideline cannot be kept.", { problems });
    }
    if (useCase.definition.guideline === guideline) {
      const message = "The guideline is as it was. Change it, or decline the proposal.";
      throw new AppError("invalid_input", message, { problems: [{ path: "guideline", message }] });
    }
    await tx.useCase.update({ where: { id: useCaseId }, data: { guideline, definitionVersion: { increment: 1 } } });
    const taken = await settleGuidelineProposal(tx, { useCaseId, proposalId, as: "taken", actor, now });
    return {
      result: { definitionVersion: definitionVersion + 1 },
      events: [
        {
          type: "use_case.changed",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "use_case", id: useCase.id },
          detail: {
            definitionVersion: definitionVersion + 1,
            definitionSha256: canonicalSha256(definition.data).toString("hex"),
            changes: ["guideline"],
          },
        },
        taken,
      ],
    };
  },
});
