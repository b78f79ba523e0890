import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { provenances, trainingFormats } from "@/lib/reports/training-set/training-set-schema";

const inputSchema = z.object({
  useCaseId: z.uuid(),
  format: z.enum(trainingFormats),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  provenances: z.array(z.enum(provenances)),
  /** Rows that went out, by where their labels come from. */
  rows: z.partialRecord(z.enum(provenances), z.number().int().min(0)),
  /** Decided items of these days that were left out because they were erased. */
  erased: z.number().int().min(0),
  bytes: z.number().int().min(0),
  /** Of the bytes that went out, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** False where whoever fetched it went away before its end. */
  complete: z.boolean(),
});

/** Records that a training set went out: to whom the actor says, what by its filter, its counts and its hash. */
export const recordTrainingSet = command({
  name: "record-training-set",
  permission: "training-set.export",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, ...detail } }) {
    const useCase = await tx.useCase.findUniqueOrThrow({ where: { id: useCaseId }, select: { id: true, slug: true } });
    const subject = { type: "use_case", id: useCaseId } as const;
    return { result: null, events: [{ type: "training_set.exported", useCase, subject, detail }] };
  },
});
