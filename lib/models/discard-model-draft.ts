import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

const inputSchema = z.strictObject({ draftId: z.uuid() });

/** Gives an uploaded model up that was not confirmed. Its file goes with the next cleaning. */
export const discardModelDraft = command<z.output<typeof inputSchema>, null, null>({
  name: "discard-model-draft",
  permission: "model.create",
  input: inputSchema,
  useCaseId: async ({ draftId }) => {
    const draft = await database.modelDraft.findUnique({ where: { id: draftId }, select: { useCaseId: true } });
    if (draft === null) throw gone();
    return draft.useCaseId;
  },
  prepare: async () => null,
  commit: async ({ tx, input }) => {
    const found = await tx.modelDraft.findUnique({
      where: { id: input.draftId },
      include: { useCase: { select: { id: true, slug: true } } },
    });
    if (found === null) throw gone();
    await tx.modelDraft.delete({ where: { id: input.draftId } });
    return {
      result: null,
      events: [
        {
          type: "model.discarded",
          useCase: found.useCase,
          subject: { type: "model", id: input.draftId },
        },
      ],
    };
  },
});

function gone(): AppError {
  return new AppError("not_found", "This upload is not there any more: it was confirmed or discarded.");
}
