import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { putRampStep, type RampStepped } from "@/lib/policies/ramp/put-ramp-step";
import { lockRampUnderWay, useCaseOfRamp } from "@/lib/policies/ramp/require-ramp";
import { noFindings } from "@/lib/ramps/ramp-query";

const inputSchema = z.strictObject({
  rampId: z.uuid(),
  /** The step that the person saw, so that two clicks do not go back two steps. */
  fromStep: z.number().int(),
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
});

/** Takes a ramp one step down by hand, at once; from the first step to the share before the ramp. */
export const stepBackRamp = command<z.output<typeof inputSchema>, null, RampStepped>({
  name: "step-back-ramp",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: useCaseOfRamp,
  prepare: async () => null,
  commit: async ({ tx, input, actor, now }) => {
    const { ramp, useCase } = await lockRampUnderWay(tx, input.rampId);
    if (ramp.step !== input.fromStep) {
      throw new AppError("conflict", "The ramp has moved meanwhile. Look at the step it is at, then decide again.");
    }
    if (ramp.step < 0) {
      throw new AppError("conflict", "The share from before the ramp is in force already, so there is no step below.");
    }
    const note = `Stepped back by ${actor.name}: ${input.reason}`;
    const why = `stepped back by ${actor.name}. ${input.reason}`;
    const move = { to: ramp.step - 1, why, findings: { ...noFindings, note } };
    const { stepped, events } = await putRampStep(tx, useCase, ramp, move, now);
    return { result: stepped, events };
  },
});
