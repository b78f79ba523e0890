import type { Actor, UserActor } from "@/lib/access/actor";
import { bulkLimits } from "@/lib/items/bulk-schema";
import { AppError } from "@/lib/platform/errors";

/** How many items this person may decide in one go in the use case; 0: none. */
export function bulkLimitOf(actor: Actor, useCaseId: string): number {
  if (actor.kind !== "user") return 0;
  const held = [...(actor.roles.get(useCaseId) ?? [])].map((role) => bulkLimits[role]);
  return Math.max(0, actor.isAdmin ? bulkLimits.manager : 0, ...held);
}

/** Throws unless the actor is a person who may decide so many items in one go: `forbidden`, `too_large`. */
export function requireBulk(actor: Actor, useCaseId: string, count: number): UserActor {
  const most = bulkLimitOf(actor, useCaseId);
  if (actor.kind !== "user" || most === 0) {
    throw new AppError("forbidden", "You may not decide many items in one go. Ask an admin for the role of a manager.");
  }
  if (count > most) {
    const text = most.toLocaleString("en-GB");
    throw new AppError(
      "too_large",
      `You may decide at most ${text} items in one go, and these are more. Narrow the list with its filters.`,
    );
  }
  return actor;
}
