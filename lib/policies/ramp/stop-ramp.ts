import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { percentText } from "@/lib/engine/settings-changes";
import { authorOf } from "@/lib/policies/author-of";
import { putInForce } from "@/lib/policies/put-in-force";
import { lockRampUnderWay, useCaseOfRamp } from "@/lib/policies/ramp/require-ramp";
import { endRamp } from "@/lib/ramps/end-ramp";
import { announcePolicy } from "@/lib/use-cases/announce-policy";

const inputSchema = z.strictObject({
  rampId: z.uuid(),
  /** What is in force from then on: the share as it is now, or the one from before the ramp. */
  share: z.enum(["keep", "go_back"]),
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
});

/** Stops a ramp for good, at once. Its share stays in force or goes back to the one from before it, as the person says. */
export const stopRamp = command<z.output<typeof inputSchema>, null, { policyVersion: number; share: number }>({
  name: "stop-ramp",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: useCaseOfRamp,
  prepare: async () => null,
  commit: async ({ tx, input, actor, now }) => {
    const { ramp, useCase } = await lockRampUnderWay(tx, input.rampId);
    const { settings, version } = useCase.policy;
    const author = await authorOf(tx, actor);
    const because = `Stopped by ${author.authorName}: ${input.reason}`;
    const stopped = await endRamp(tx, useCase, ramp, { status: "stopped", because }, now);
    const share = input.share === "keep" ? settings.rampShare : ramp.schedule.startShare;
    await announcePolicy(tx, useCase.id);
    if (share === settings.rampShare) return { result: { policyVersion: version, share }, events: [stopped] };
    const reason = `Ramp stopped, back to ${percentText(share)}: ${input.reason}`;
    const put = await putInForce(tx, useCase, { settings: { ...settings, rampShare: share }, reason, ...author }, now);
    return { result: { policyVersion: put.policy.version, share }, events: [stopped, ...put.events] };
  },
});
