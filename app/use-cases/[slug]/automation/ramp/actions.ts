"use server";
import { revalidatePath } from "next/cache";
import { systemActor } from "@/lib/access/actor";
import { serverAction } from "@/lib/access/server-action";
import { pauseRamp } from "@/lib/policies/ramp/pause-ramp";
import { resumeRamp } from "@/lib/policies/ramp/resume-ramp";
import { startRamp } from "@/lib/policies/ramp/start-ramp";
import { stepBackRamp } from "@/lib/policies/ramp/step-back-ramp";
import { stopRamp } from "@/lib/policies/ramp/stop-ramp";
import { verifyRampStep } from "@/lib/policies/ramp/verify-ramp-step";

export const start = serverAction(async (actor, input: Parameters<typeof startRamp>[1], requestId) => {
  const result = await startRamp({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
  return result;
});

export const pause = serverAction(async (actor, input: Parameters<typeof pauseRamp>[1], requestId) => {
  await pauseRamp({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});

export const resume = serverAction(async (actor, input: Parameters<typeof resumeRamp>[1], requestId) => {
  await resumeRamp({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});

export const stepBack = serverAction(async (actor, input: Parameters<typeof stepBackRamp>[1], requestId) => {
  const stepped = await stepBackRamp({ actor, requestId }, input);
  await verifyRampStep({ actor: systemActor("web"), requestId }, stepped);
  revalidatePath("/use-cases", "layout");
});

export const stop = serverAction(async (actor, input: Parameters<typeof stopRamp>[1], requestId) => {
  await stopRamp({ actor, requestId }, input);
  revalidatePath("/use-cases", "layout");
});
