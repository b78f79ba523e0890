import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { lockRampUnderWay, useCaseOfRamp } from "@/lib/policies/ramp/require-ramp";
import { announcePolicy } from "@/lib/use-cases/announce-policy";

const inputSchema = z.strictObject({ rampId: z.uuid() });

/** Lets a paused ramp go on from the step it is at. Its hold has gone on running; its conditions have to pass as ever. */
export const resumeRamp = command<z.output<typeof inputSchema>, null, null>({
  name: "resume-ramp",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: useCaseOfRamp,
  prepare: async () => null,
  commit: async ({ tx, input }) => {
    const { ramp, useCase } = await lockRampUnderWay(tx, input.rampId);
    if (ramp.status !== "paused") throw new AppError("conflict", "This ramp is not paused.");
    if (useCase.haltedAt !== null) {
      throw new AppError("conflict", "The use case is halted. Lift the halt first, then resume the ramp.");
    }
    const findings = { ...ramp.findings, note: "" } as unknown as Prisma.InputJsonObject;
    await tx.ramp.update({ where: { id: ramp.id }, data: { status: "running", findings } });
    await announcePolicy(tx, useCase.id);
    return {
      result: null,
      events: [
        {
          type: "ramp.resumed",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "ramp", id: ramp.id },
          detail: { step: ramp.step },
        },
      ],
    };
  },
});
