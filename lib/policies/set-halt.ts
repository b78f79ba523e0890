import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { clock } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { authorOf } from "@/lib/policies/author-of";
import { lockPolicyToHalt } from "@/lib/policies/halt-lock";
import { pauseHaltedRamp } from "@/lib/ramps/pause-ramp-row";
import { announcePolicy } from "@/lib/use-cases/announce-policy";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  /** Asked for and not required: who must stop something now shall not have to find words first. */
  reason: z.string().trim().max(2000, "At most 2000 characters."),
});

export type HaltInput = z.output<typeof inputSchema>;

/** `newly` is false where it was halted already: who did it, when and why stay. */
export type Halted = { newly: boolean };

/** One attempt to halt a use case, which gives up where the policy lock does not come in time. `halt.ts` insists. */
export const setHalt = command<HaltInput, null, Halted>({
  name: "set-halt",
  permission: "halt.set",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,
  commit: async ({ tx, input, actor }) => {
    await lockPolicyToHalt(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    if (useCase.haltedAt !== null) return { result: { newly: false }, unchanged: true };
    const { id, slug, policy } = useCase;
    const { authorName } = await authorOf(tx, actor);
    await tx.useCase.update({
      where: { id },
      // By the clock as it is now: the lock may have been waited for.
      data: { haltedAt: clock.now(), haltedBy: authorName, haltReason: input.reason },
    });
    await announcePolicy(tx, id);
    return {
      result: { newly: true },
      events: [
        {
          type: "halt.set",
          useCase: { id, slug },
          subject: { type: "use_case", id },
          policy: { id: policy.id, version: policy.version, sha256: policy.sha256 },
          mode: policy.settings.mode,
        },
        ...(await pauseHaltedRamp(tx, useCase)),
      ],
    };
  },
});
