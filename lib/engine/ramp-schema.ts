import { z } from "zod";
import { percentText } from "@/lib/engine/settings-changes";

const share = z
  .number("A share lies between 0 and 1.")
  .min(0, "A share lies between 0 and 1.")
  .max(1, "A share lies between 0 and 1.");

const minutes = (what: string) =>
  z
    .number("A number of minutes is needed here.")
    .int("Whole minutes, please.")
    .min(1, `${what} is at least one minute.`)
    .max(525_600, `${what} is at most a year.`);

const count = z
  .number("A number is needed here.")
  .int("A whole number, please.")
  .min(1, "At least 1: without any, nothing is known.")
  .max(1_000_000, "At most a million.");

const window = {
  /** Minutes back from now that the evidence is taken from; null: since the step began. */
  windowMinutes: minutes("A window").nullable().default(null),
  /** The newest piece of evidence may be this old; what is older says nothing about today. */
  freshMinutes: minutes("The age of evidence").default(1440),
};

const verdicts = z.strictObject({
  ...window,
  kind: z.literal("verdicts"),
  /** Final verdicts with the champion's answer beside them. */
  atLeast: count,
});

const agreement = z.strictObject({
  ...window,
  kind: z.literal("agreement"),
  /** Share of the verdicts that say what the champion said. */
  atLeast: share,
  /** Fewer verdicts than this say nothing. */
  minVerdicts: count,
  /**
   * Which verdicts count, all of them given without sight of the model's answer: on automated items that people checked,
   * on items left to people, or both together.
   */
  among: z.enum(["checked", "blind", "both"]).default("both"),
});

const failedPredictions = z.strictObject({
  ...window,
  kind: z.literal("failed_predictions"),
  /** Share of the champion's predictions that may have failed. */
  atMost: share,
  /** Fewer predictions than this say nothing. */
  minPredictions: count,
});

const queueAge = z.strictObject({
  kind: z.literal("queue_age"),
  /** So long the oldest review may have waited. */
  atMostMinutes: minutes("The waiting time"),
});

/** What a ramp waits for. Statistical gates are further members of this union. */
export const rampConditionSchema = z.discriminatedUnion("kind", [verdicts, agreement, failedPredictions, queueAge]);

export type RampCondition = z.infer<typeof rampConditionSchema>;

/** What takes a ramp down a step. A number of verdicts can be too small, never wrong, so it is no guard. */
const rampGuardSchema = z.discriminatedUnion("kind", [agreement, failedPredictions, queueAge], {
  error: (issue) =>
    issue.code === "invalid_union" ? "A guard is an agreement, failed predictions or the queue's age." : undefined,
});

const rampStepSchema = z.strictObject({
  /** Share of the units that get the policy's mode in this step. */
  share,
  /** So long the step lasts at least. */
  holdMinutes: minutes("A hold"),
});

export type RampStep = z.infer<typeof rampStepSchema>;

/** Rising, whatever else is wrong with a schedule: so that each mistake is told at once. */
const stepsSchema = z
  .array(rampStepSchema)
  .min(1, "A ramp needs a step.")
  .max(20, "At most twenty steps.")
  .superRefine((steps, context) => {
    steps.forEach((step, index) => {
      const former = steps[index - 1];
      if (former === undefined || step.share > former.share) return;
      const message = `Each step is larger than the one before it, which is ${percentText(former.share)}.`;
      context.addIssue({ code: "custom", path: [index, "share"], message });
    });
  });

/** A ramp as it is planned: steps of the ramp share, what each waits for, and what takes it down again. */
export const rampScheduleSchema = z.strictObject({
  steps: stepsSchema,
  /** All must pass before the next step. */
  conditions: z
    .array(rampConditionSchema)
    .min(1, "A ramp needs a condition: nothing goes up by time alone.")
    .max(20, "At most twenty conditions."),
  /** Any that fails takes the ramp down a step at once. */
  guards: z.array(rampGuardSchema).max(20, "At most twenty guards.").default([]),
});

export type RampSchedule = z.infer<typeof rampScheduleSchema>;
