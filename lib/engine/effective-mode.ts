import { automates, type Mode } from "@/lib/engine/mode";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** The rung that a unit gets: the mode inside the ramp, the base mode outside; on a halt never above `ai_assist`. */
export function effectiveModeOf(
  settings: Pick<PolicySettings, "mode" | "baseMode" | "rampShare">,
  halted: boolean,
  rampBucket: number,
): Mode {
  const mode = rampBucket < settings.rampShare ? settings.mode : settings.baseMode;
  return halted && automates(mode) ? "ai_assist" : mode;
}
