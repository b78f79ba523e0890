import type { Actor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import type { LiveMessage } from "@/lib/platform/live";

/**
 * What an open page is told: what kind of thing changed, and in which use case. Not what it is now, but for who decides:
 * that stands at the head of every page of the use case.
 */
export interface Change {
  kind: LiveMessage["kind"];
  useCaseId: string | null;
  /** `heardAt`: when this process heard of it, by `Date.now()`; what was read later than that is newer. */
  inForce?: { mode: string; halted: boolean; heardAt: number };
}

/**
 * What this person's pages may hear of a message that came at `heardAt` (`Date.now()`); null: nothing. Decisions are for
 * those who may see items.
 */
export function audibleChange(actor: Actor, message: LiveMessage, heardAt: number): Change | null {
  if (message.kind === "caught_up") return { kind: "caught_up", useCaseId: null };
  const permission = message.kind === "decision" ? "item.read" : "use-case.read";
  if (!may(actor, permission, message.useCaseId)) return null;
  const { kind, useCaseId } = message;
  return kind === "policy" ? { kind, useCaseId, inForce: { ...message.inForce, heardAt } } : { kind, useCaseId };
}
