import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { lockRampUnderWay, useCaseOfRamp } from "@/lib/policies/ramp/require-ramp";
import { pauseRampRow } from "@/lib/ramps/pause-ramp-row";
import { announcePolicy } from "@/lib/use-cases/announce-policy";

const inputSchema = z.strictObject({ rampId: z.uuid() });

/** Pauses a ramp: it goes up no further until somebody resumes it. The share in force stays, and its guards still watch. */
export const pauseRamp = command<z.output<typeof inputSchema>, null, null>({
  name: "pause-ramp",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: useCaseOfRamp,
  prepare: async () => null,
  commit: async ({ tx, input, actor }) => {
    const { ramp, useCase } = await lockRampUnderWay(tx, input.rampId);
    if (ramp.status === "paused") throw new AppError("conflict", "This ramp is paused already.");
    const event = await pauseRampRow(tx, useCase, ramp, `Paused by ${actor.name}.`);
    await announcePolicy(tx, useCase.id);
    return { result: null, events: [event] };
  },
});
