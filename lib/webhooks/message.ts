import type { AuditEvent } from "@/lib/audit/audit-event";
import type { EventType } from "@/lib/audit/event-types";
import type { WebhookEvent } from "@/lib/webhooks/webhook-schema";

/** Something that happened, of which receivers may want to hear. */
export interface Message {
  type: WebhookEvent;
  useCase: { id: string; slug: string };
  about:
    | { kind: "decision"; itemId: string }
    | { kind: "disagreement"; itemId: string; id: string }
    | { kind: "policy"; change: "policy" | "halt" | "halt_lifted" };
}

/** What callers hear of, by the audit event that tells of it. Whatever a new verb records so is told by itself. */
const told: Partial<Record<EventType, WebhookEvent>> = {
  "decision.made": "item.decided",
  "decision.superseded": "item.decision_changed",
  // Nobody will decide it: callers wait for that as for a decision.
  "item.unusable": "item.decided",
  "disagreement.opened": "disagreement.opened",
  "disagreement.settled": "disagreement.settled",
  "policy.put_in_force": "policy.changed",
  "halt.set": "policy.changed",
  "halt.lifted": "policy.changed",
};

/** The message in an audit event; null where there is none for callers. */
export function messageIn({ type: happened, useCase, subject, detail, priorDecision }: AuditEvent): Message | null {
  const type = happened === "item.unusable" && priorDecision ? "item.decision_changed" : told[happened];
  if (type === undefined || useCase === undefined) return null;
  switch (happened) {
    case "decision.made":
    case "decision.superseded":
    case "item.unusable":
      return { type, useCase, about: { kind: "decision", itemId: subject.id } };
    case "disagreement.opened":
    case "disagreement.settled":
      return { type, useCase, about: { kind: "disagreement", itemId: subject.id, id: String(detail?.disagreement) } };
    case "halt.set":
      return { type, useCase, about: { kind: "policy", change: "halt" } };
    case "halt.lifted":
      return { type, useCase, about: { kind: "policy", change: "halt_lifted" } };
    default:
      return { type, useCase, about: { kind: "policy", change: "policy" } };
  }
}
