import { z } from "zod";

/** The rungs of the ladder, lowest first. */
export const modes = ["human_only", "shadow", "ai_assist", "partial_automation", "full_automation"] as const;

export const modeSchema = z.enum(modes);

export type Mode = z.infer<typeof modeSchema>;

/** The rung's place on the ladder, 0 (`human_only`) to 4 (`full_automation`). */
export function rungOf(mode: Mode): number {
  return modes.indexOf(mode);
}

/** Whether a model may decide items in this mode at all. */
export function automates(mode: Mode): boolean {
  return rungOf(mode) >= rungOf("partial_automation");
}

/** When the model runs on an item: never, after it was accepted (it can change nothing), or before it is routed. */
export function modelRuns(mode: Mode): "never" | "after" | "before" {
  if (mode === "human_only") return "never";
  return mode === "shadow" ? "after" : "before";
}
