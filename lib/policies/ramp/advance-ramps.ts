import "server-only";
import type { CommandContext } from "@/lib/command";
import { clock } from "@/lib/platform/clock";
import { logger } from "@/lib/platform/logger";
import { advanceRamp } from "@/lib/policies/ramp/advance-ramp";
import { verifyRampStep } from "@/lib/policies/ramp/verify-ramp-step";
import { listRampsUnderWay } from "@/lib/ramps/ramp-query";
import { recordRampCheck } from "@/lib/ramps/record-ramp-check";

/** Looks at every ramp under way, one after the other. One that cannot be looked at holds up no other, and stays put. */
export async function advanceRamps(context: CommandContext): Promise<void> {
  for (const { id: rampId } of await listRampsUnderWay()) {
    try {
      const advance = await advanceRamp(context, { rampId });
      if (advance.kind === "held") await recordRampCheck(advance.ramp, advance.judgement, clock.now());
      if (advance.kind === "stepped" && advance.down) await verifyRampStep(context, advance.stepped);
    } catch (error) {
      logger.error({ err: error, rampId }, "a ramp could not be looked at");
    }
  }
}
