import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

const inputSchema = z.strictObject({
  draftId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  /** As in mapping-schema.ts. */
  mapping: z.unknown(),
});

export interface ConfirmedModel {
  id: string;
  version: number;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

/** Makes an uploaded model a version of its use case. Done twice with the same name and mapping, it is one version. */
export const confirmModelDraft = command<z.output<typeof inputSchema>, null, ConfirmedModel>({
  name: "confirm-model-draft",
  permission: "model.create",
  input: inputSchema,
  useCaseId: async ({ draftId }) => {
    const draft = await database.modelDraft.findUnique({ where: { id: draftId }, select: { useCaseId: true } });
    if (draft === null) throw new AppError("not_found", "This upload is not there any more.");
    return draft.useCaseId;
  },
  prepare: async () => null,
  commit: () => Promise.reject(new AppError("unavailable", "Models cannot be confirmed yet.")),
});
