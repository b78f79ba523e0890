import type { Actor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import type { LiveMessage } from "@/lib/platform/live";

/** What an open page is told: what kind of thing changed, and in which use case. Never what it is now. */
export interface Change {
  kind: LiveMessage["kind"];
  useCaseId: string | null;
}

/** What this person's pages may hear of a message; null: nothing. Decisions are for those who may see items. */
export function audibleChange(actor: Actor, message: LiveMessage): Change | null {
  if (message.kind === "caught_up") return { kind: "caught_up", useCaseId: null };
  const permission = message.kind === "decision" ? "item.read" : "use-case.read";
  return may(actor, permission, message.useCaseId) ? { kind: message.kind, useCaseId: message.useCaseId } : null;
}
