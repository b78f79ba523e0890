import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize, may } from "@/lib/access/authorize";
import { checkInput } from "@/lib/command";
import { addMonths } from "@/lib/erasure/months";
import { countErasableSchema } from "@/lib/erasure/retention-schema";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { firstIdOf } from "@/lib/platform/id-range";

/** How long a use case keeps inputs and notes, and what this person may do about it. */
export interface Retention {
  keepMonths: number;
  /** Null: nothing is erased by itself. */
  eraseMonths: number | null;
  /** While it stands nothing is erased. */
  hold: { at: string; by: string; reason: string } | null;
  mayChange: boolean;
  mayHold: boolean;
  mayLift: boolean;
}

/** For people with `use-case.read`. Throws `forbidden`, `not_found`. */
export async function findRetention(actor: Actor, useCaseId: string): Promise<Retention> {
  authorize(actor, "use-case.read", useCaseId);
  const useCase = await database.useCase.findUnique({
    where: { id: useCaseId },
    select: { keepMonths: true, eraseMonths: true, heldAt: true, heldBy: true, holdReason: true },
  });
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const { keepMonths, eraseMonths, heldAt, heldBy, holdReason } = useCase;
  const mayChange = may(actor, "retention.set", useCaseId);
  return {
    keepMonths,
    eraseMonths,
    hold: heldAt && { at: heldAt.toISOString(), by: heldBy ?? "", reason: holdReason ?? "" },
    mayChange,
    mayHold: may(actor, "hold.set", useCaseId),
    mayLift: mayChange,
  };
}

/** How many items would be erased now if the longest time were so many months. For those who may set it. */
export async function countErasable(actor: Actor, input: z.input<typeof countErasableSchema>): Promise<number> {
  const { useCaseId, eraseMonths } = checkInput(countErasableSchema, input);
  authorize(actor, "retention.set", useCaseId);
  const below = firstIdOf(addMonths(clock.now(), -eraseMonths));
  const [row] = await database.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM item
    WHERE use_case_id = ${useCaseId}::uuid AND id < ${below}::uuid AND erased_at IS NULL`;
  return row?.n ?? 0;
}
