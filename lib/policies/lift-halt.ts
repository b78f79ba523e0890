import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { automates } from "@/lib/engine/mode";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { endHalt, findHalt } from "@/lib/policies/end-halt";
import { expireProposal } from "@/lib/policies/expire-proposal";
import { findLiftedHalt, liftEvidence } from "@/lib/policies/lift-proposal-query";
import { lockPolicyExclusive } from "@/lib/policies/policy-lock";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  reason: z.string().trim().min(1, "Say why, for those who read it later.").max(2000, "At most 2000 characters."),
});

/** The halt is lifted, or the lifting waits for a second person. */
export type LiftResult = { lifted: true } | { proposal: { id: string } };

/** So long the lifting of a halt waits for a second person: a day, for it is urgent or it is not wanted. */
const liftLifeMs = 24 * 60 * 60 * 1000;

/**
 * Lifts a use case's halt. Where that could automate an item and the use case asks for a second person, it becomes a
 * proposal like any other raise (one at a time: `conflict`); else the policy in force counts again when this returns. Every
 * lifting leaves its row among the proposals: who halted, when and why is kept there (docs/decisions/0019).
 */
export const liftHalt = command<z.output<typeof inputSchema>, null, LiftResult>({
  name: "lift-halt",
  permission: "halt.lift",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,
  commit: async ({ tx, input, actor, now }) => {
    await lockPolicyExclusive(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const halt = await findHalt(tx, useCase.id);
    if (halt === null) return { result: { lifted: true }, unchanged: true };
    const { policy, definition } = useCase;
    const waits = definition.secondPersonToRaise && automates(policy.settings.mode);
    const waiting = await findPendingProposal(useCase.id, tx);
    if (waits && waiting !== null && waiting.expiresAt > now) {
      const isLift = (await findLiftedHalt(waiting.id, tx)) !== null;
      const what = isLift ? "A proposal to lift the halt" : "Another proposal";
      const message = `${what}, by ${waiting.authorName}, waits already. It has to be approved, declined or withdrawn first.`;
      throw new AppError("conflict", message);
    }
    const expired = waits && waiting !== null ? [await expireProposal(tx, useCase, waiting.id, now)] : [];
    const id = newId();
    await tx.policyProposal.create({
      data: {
        id,
        useCaseId: useCase.id,
        basePolicyId: policy.id,
        settings: policy.settings,
        evidence: liftEvidence({ at: halt.at.toISOString(), by: halt.by, reason: halt.reason }),
        reason: input.reason,
        ...(await authorOf(tx, actor)),
        createdAt: now,
        expiresAt: new Date(now.getTime() + liftLifeMs),
        ...(!waits && { status: "approved", settledAt: now }),
      },
    });
    if (!waits) return { result: { lifted: true }, events: await endHalt(tx, useCase, id, now) };
    await announcePolicy(tx, useCase.id);
    return {
      result: { proposal: { id } },
      events: [
        {
          type: "halt.lift_proposed",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "proposal", id },
          newSubject: true,
          policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
          mode: policy.settings.mode,
          detail: { halted_at: halt.at.toISOString() },
        },
        ...expired,
      ],
    };
  },
});
