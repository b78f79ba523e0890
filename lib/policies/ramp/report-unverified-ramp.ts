import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  rampId: z.uuid(),
  step: z.number().int(),
  share: z.number(),
  policyVersion: z.number().int(),
  inForce: z.strictObject({ version: z.number().int().nullable(), share: z.number().nullable() }),
});

/** Records that a step down of a ramp is not what is in force: an alert, which changes nothing. */
export const reportUnverifiedRamp = command<z.output<typeof inputSchema>, null, null>({
  name: "report-unverified-ramp",
  permission: "ramp.advance",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input }) => {
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const { step, share, policyVersion, inForce } = input;
    return {
      result: null,
      events: [
        {
          type: "ramp.unverified",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "ramp", id: input.rampId },
          detail: { step, expected: { version: policyVersion, share }, in_force: inForce },
        },
      ],
    };
  },
});
