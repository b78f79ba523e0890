import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { PermissionName } from "@/lib/access/permissions";
import { checkInput } from "@/lib/command";
import { clock } from "@/lib/platform/clock";
import { database, type Prisma } from "@/lib/platform/database";

/** All that may be written without an audit event: how long a claim is kept, and what is half-written at the desk. */
interface WorkingState {
  leaseUntil?: Date;
  draft?: Prisma.InputJsonObject;
}

interface WorkingStateSteps<Input> {
  permission: PermissionName;
  input: z.ZodType<Input>;
  useCaseId: (input: Input) => string;
  /** The reviews it is about. Those that the actor does not hold any more stay as they are. */
  reviewIds: (input: Input) => readonly string[];
  state: (step: { input: Input; actor: Actor; now: Date }) => WorkingState;
}

/**
 * The second, narrower door for writes: working state, which changes nothing that is on record and so has no audit
 * event (docs/decisions/0006). It authorises like the first one, can touch the two columns above only, and
 * only in open reviews that the actor holds. Answers with the ids of those.
 */
export function workingState<Input>(steps: WorkingStateSteps<Input>) {
  return async ({ actor }: { actor: Actor }, rawInput: Input): Promise<string[]> => {
    const input = checkInput(steps.input, rawInput);
    const useCaseId = steps.useCaseId(input);
    authorize(actor, steps.permission, useCaseId);
    if (actor.kind !== "user") return [];
    const { leaseUntil, draft } = steps.state({ input, actor, now: clock.now() });
    const held = await database.review.updateManyAndReturn({
      where: { id: { in: [...steps.reviewIds(input)] }, useCaseId, reviewerId: actor.id, status: "open" },
      data: { ...(leaseUntil && { leaseUntil }), ...(draft && { draft }) },
      select: { id: true },
    });
    return held.map((review) => review.id);
  };
}
