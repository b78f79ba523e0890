import "server-only";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import { isRaise } from "@/lib/engine/is-raise";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type RampSchedule, rampScheduleSchema } from "@/lib/engine/ramp-schema";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { gatherProposalEvidence, type ProposalEvidence } from "@/lib/policies/proposal-evidence";
import { proposeChange } from "@/lib/policies/propose-change";
import { beginRamp, mustSuitRamp } from "@/lib/policies/ramp/begin-ramp";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/** The ramp runs, or waits for a second person. */
export type RampStartResult = { started: { rampId: string; policyVersion: number } } | { proposal: { id: string } };

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  schedule: rampScheduleSchema,
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
  /** The policy version that the author saw; refused if another one is in force by now. */
  basedOn: z.number().int().positive().optional(),
});

/** The settings at a schedule's last step. */
const settingsAtEnd = (settings: PolicySettings, { steps }: RampSchedule): PolicySettings => ({
  ...settings,
  rampShare: steps.at(-1)?.share ?? settings.rampShare,
});

/**
 * Starts a ramp: its first step is in force when this returns, and the worker goes on from there. Where its last step
 * could automate one more item and the use case asks for a second person, it becomes a proposal; approving that starts it,
 * and none of its steps is asked about again. `invalid_input` at the schedule's places, `conflict` where a ramp is under
 * way, a proposal waits or the use case is halted.
 */
export const startRamp = command<
  z.output<typeof inputSchema>,
  { policyId: string; evidence: ProposalEvidence } | null,
  RampStartResult
>({
  name: "start-ramp",
  permission: "policy.change",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input, now }) => {
    const useCase = await findUseCase(input.useCaseId);
    if (useCase === null || !useCase.definition.secondPersonToRaise) return null;
    const settings = settingsAtEnd(useCase.policy.settings, input.schedule);
    if (!isRaise(useCase.policy.settings, settings)) return null;
    return { policyId: useCase.policy.id, evidence: await gatherProposalEvidence(useCase, settings, now) };
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
    await mustSuitRamp(tx, useCase, input.schedule);
    const author = await authorOf(tx, actor);
    const { schedule, reason } = input;
    const settings = settingsAtEnd(policy.settings, schedule);
    if (!useCase.definition.secondPersonToRaise || !isRaise(policy.settings, settings)) {
      const { stepped, events } = await beginRamp(tx, useCase, { schedule, reason, ...author }, now);
      return { result: { started: { rampId: stepped.rampId, policyVersion: stepped.policyVersion } }, events };
    }
    if (prepared?.policyId !== policy.id) throw new Outdated();
    const { evidence } = prepared;
    const { id, events } = await proposeChange(tx, useCase, { settings, schedule, reason, ...author, evidence }, now);
    return { result: { proposal: { id } }, events };
  },
});
