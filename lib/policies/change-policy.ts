import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { isRaise } from "@/lib/engine/is-raise";
import { type PolicySettings, withChampion } from "@/lib/engine/policy-settings-schema";
import { settingChanges } from "@/lib/engine/settings-changes";
import { announce } from "@/lib/platform/announce";
import { canonicalJson, canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { putInForce } from "@/lib/policies/put-in-force";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { warmChampion } from "@/lib/policies/warm-champion";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** The change is in force, or waits for a second person. */
export type PolicyChangeResult = { inForce: { policyVersion: number } } | { proposal: { id: string } };

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  /** The settings to change, each as a whole; the others stay as they are. */
  changes: z.custom<Partial<PolicySettings>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    { error: "The changes are an object of settings." },
  ),
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
  /** The version that the author saw; refused if another one is in force by now. */
  basedOn: z.number().int().positive().optional(),
});

/**
 * Changes settings of a use case's policy. What could automate one more item needs a second person where the use case
 * asks for it, and becomes a proposal (one at a time: `conflict`); everything else is in force when this returns. A model
 * that is to be champion is loaded first; one that does not run is refused (`invalid_model`).
 */
export const changePolicy = command<z.output<typeof inputSchema>, null, PolicyChangeResult>({
  name: "change-policy",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    const { champion } = input.changes;
    if (typeof champion === "number" && champion !== (await findUseCase(input.useCaseId))?.policy.settings.champion) {
      await warmChampion(input.useCaseId, champion);
    }
    return null;
  },
  commit: async ({ tx, input, actor, now }) => {
    await lockPolicyExclusive(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const { policy } = useCase;
    if (input.basedOn !== undefined && input.basedOn !== policy.version) {
      const message = `The policy was changed meanwhile: version ${policy.version} is in force. Look at it, then decide again.`;
      throw new AppError("conflict", message);
    }
    const settings = await resolveSettings(tx, useCase, changed(policy.settings, input.changes));
    if (canonicalJson(settings) === canonicalJson(policy.settings)) {
      return { result: { inForce: { policyVersion: policy.version } }, unchanged: true };
    }
    const author = await authorOf(tx, actor);
    if (!useCase.definition.secondPersonToRaise || !isRaise(policy.settings, settings)) {
      const put = await putInForce(tx, useCase, { settings, reason: input.reason, ...author }, now);
      return { result: { inForce: { policyVersion: put.policy.version } }, events: put.events };
    }
    const waiting = await findPendingProposal(useCase.id, tx);
    if (waiting !== null) {
      const message = `A proposal by ${waiting.authorName} waits already. It has to be approved, declined or withdrawn first.`;
      throw new AppError("conflict", message);
    }
    const id = newId();
    await tx.policyProposal.create({
      data: {
        id,
        useCaseId: useCase.id,
        basePolicyId: policy.id,
        settings,
        reason: input.reason,
        ...author,
        createdAt: now,
      },
    });
    await announce(tx, { kind: "policy", useCaseId: useCase.id });
    return {
      result: { proposal: { id } },
      events: [
        {
          type: "policy.proposed",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "proposal", id },
          newSubject: true,
          policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
          mode: settings.mode,
          detail: {
            settings,
            settingsSha256: canonicalSha256(settings).toString("hex"),
            changed: settingChanges(policy.settings, settings).map((change) => change.key),
          },
        },
      ],
    };
  },
});

/** A challenger that is named champion challenges no more, unless the change says otherwise. */
function changed(settings: PolicySettings, changes: Partial<PolicySettings>): Partial<PolicySettings> {
  const { champion } = changes;
  return { ...(typeof champion === "number" ? withChampion(settings, champion) : settings), ...changes };
}
