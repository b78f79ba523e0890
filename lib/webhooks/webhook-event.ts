import type { AuditEvent } from "@/lib/audit/audit-event";
import type { EventType } from "@/lib/audit/event-types";

/** The audit event of something done to a webhook. */
export function webhookEvent(
  type: EventType & `webhook.${string}`,
  webhook: { id: string; useCase: { id: string; slug: string } | null },
  detail?: Readonly<Record<string, unknown>>,
): AuditEvent {
  return {
    type,
    ...(webhook.useCase !== null && { useCase: webhook.useCase }),
    subject: { type: "webhook", id: webhook.id },
    ...(detail !== undefined && { detail }),
  };
}

/** What the log says of an address: where it leads. Paths and queries of receivers can be as good as a password. */
export const originOf = (url: string): string => new URL(url).origin;
