import "server-only";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import { isRaise } from "@/lib/engine/is-raise";
import { type PolicySettings, policySettingsSchema, withChampion } from "@/lib/engine/policy-settings-schema";
import { canonicalJson } from "@/lib/platform/canonical-json";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { gatherProposalEvidence, type ProposalEvidence } from "@/lib/policies/proposal-evidence";
import { proposeChange } from "@/lib/policies/propose-change";
import { putInForce } from "@/lib/policies/put-in-force";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { warmChampion } from "@/lib/policies/warm-champion";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

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
export const changePolicy = command<
  z.output<typeof inputSchema>,
  { policyId: string; evidence: ProposalEvidence } | null,
  PolicyChangeResult
>({
  name: "change-policy",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input, now }) => {
    const useCase = await findUseCase(input.useCaseId);
    const { champion } = input.changes;
    if (typeof champion === "number" && champion !== useCase?.policy.settings.champion) {
      await warmChampion(input.useCaseId, champion);
    }
    return useCase === null ? null : evidenceForRaise(useCase, input.changes, now);
  },
  commit: async ({ tx, input, prepared, actor, now }) => {
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
    if (prepared?.policyId !== policy.id) throw new Outdated();
    const proposal = { settings, reason: input.reason, ...author, evidence: prepared.evidence };
    const { id, events } = await proposeChange(tx, useCase, proposal, now);
    return { result: { proposal: { id } }, events };
  },
});

/** A challenger that is named champion challenges no more, unless the change says otherwise. */
function changed(settings: PolicySettings, changes: Partial<PolicySettings>): Partial<PolicySettings> {
  const { champion } = changes;
  return { ...(typeof champion === "number" ? withChampion(settings, champion) : settings), ...changes };
}

/** What a proposal would be judged by, where the change has to become one. Settings that will be refused need none. */
async function evidenceForRaise(
  useCase: UseCaseRecord,
  changes: Partial<PolicySettings>,
  now: Date,
): Promise<{ policyId: string; evidence: ProposalEvidence } | null> {
  const { policy, definition } = useCase;
  if (!definition.secondPersonToRaise) return null;
  const wanted = policySettingsSchema.safeParse(changed(policy.settings, changes));
  if (!wanted.success || !isRaise(policy.settings, wanted.data)) return null;
  return { policyId: policy.id, evidence: await gatherProposalEvidence(useCase, wanted.data, now) };
}
