import type { ActionResult } from "@/lib/access/server-action";
import type { RampSchedule } from "@/lib/engine/ramp-schema";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

/** What the pages can have the server do with a ramp; they hand these down. */
export interface RampActions {
  pause: Action<{ rampId: string }, unknown>;
  resume: Action<{ rampId: string }, unknown>;
  stepBack: Action<{ rampId: string; fromStep: number; reason: string }, unknown>;
  stop: Action<{ rampId: string; share: "keep" | "go_back"; reason: string }, unknown>;
}

export type StartRamp = Action<
  { useCaseId: string; schedule: RampSchedule; reason: string; basedOn: number },
  { started: { rampId: string; policyVersion: number } } | { proposal: { id: string } }
>;
