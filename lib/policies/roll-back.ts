import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { goesBack } from "@/lib/engine/goes-back";
import { withChampion } from "@/lib/engine/policy-settings-schema";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { findPreviousChampion, listSettingsWithChampion } from "@/lib/policies/champion-query";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { putInForce } from "@/lib/policies/put-in-force";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { warmBriefly } from "@/lib/policies/warm-champion";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  /** The earlier champion to go back to; left out, the one before the champion in force. */
  version: z.number().int().positive().optional(),
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
});

export interface RolledBack {
  policyVersion: number;
  champion: number;
}

/**
 * Makes an earlier champion the champion again, and changes nothing else. In force when this returns: no second person is
 * asked, so the version must have been champion before, and may not decide more than it once was allowed to (`conflict`;
 * docs/decisions/0015).
 */
export const rollBack = command<z.output<typeof inputSchema>, null, RolledBack>({
  name: "roll-back",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    const version = input.version ?? (await findPreviousChampion(input.useCaseId));
    if (version !== null) await warmBriefly(input.useCaseId, version);
    return null;
  },
  commit: async ({ tx, input, actor, now }) => {
    await lockPolicyExclusive(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const { settings: former } = useCase.policy;
    const version = input.version ?? (await findPreviousChampion(useCase.id, tx));
    if (version === null)
      throw new AppError("conflict", "There was no champion before, so there is none to go back to.");
    if (version === former.champion)
      throw new AppError("conflict", `Model version ${version} is the champion already.`);
    const earlier = await listSettingsWithChampion(useCase.id, version, tx);
    if (earlier.length === 0) {
      const message = `Model version ${version} was never champion here, so this would be no rollback. Make it champion by a change of the policy.`;
      throw new AppError("conflict", message);
    }
    if (useCase.definition.secondPersonToRaise && !goesBack(former, version, earlier)) {
      const message = `Model version ${version} was never allowed to decide as much as the policy in force lets the champion decide. Lower the mode, the ramp or the thresholds first, which takes effect at once, or propose it as champion.`;
      throw new AppError("conflict", message);
    }
    const settings = await resolveSettings(tx, useCase, withChampion(former, version));
    const change = { settings, reason: input.reason, ...(await authorOf(tx, actor)), rollsBackTo: version };
    const put = await putInForce(tx, useCase, change, now);
    return { result: { policyVersion: put.policy.version, champion: version }, events: put.events };
  },
});
