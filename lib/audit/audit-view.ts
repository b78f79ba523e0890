import { type EventType, eventTypes } from "@/lib/audit/event-types";

/** An audit event as the database gives it, with the names that it leads to. */
export interface AuditRow {
  id: string;
  type: string;
  occurredAt: Date;
  subjectType: string;
  subjectId: string;
  subjectSeq: number;
  subjectName: string | null;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  leafHash: string;
  /** Its place in the log; null while it waits for one. */
  logIndex: bigint | null;
  useCaseSlug: string | null;
  useCaseName: string | null;
}

/** An audit event as it is listed. */
export interface AuditEventView {
  id: string;
  type: string;
  /** What happened, as a sentence without its full stop. */
  sentence: string;
  occurredAt: string;
  actor: { kind: string; id: string | null; name: string };
  useCase: { slug: string; name: string } | null;
  /** What it happened to; `href` leads to its page, where it has one. */
  subject: { type: string; id: string; seq: number; name: string; href: string | null };
  /** In hex. */
  leafHash: string;
  /** Its place in the log, from 0; null while it waits for one. */
  logIndex: number | null;
}

const subjectWords: Record<string, string> = {
  item: "Item",
  use_case: "Use case",
  model: "Model",
  policy: "Policy",
  proposal: "Proposal",
  ramp: "Ramp",
  user: "User",
  key: "API key",
  webhook: "Webhook",
  bulk: "Decision on many items",
  sign_in: "Sign-in",
  export: "Export",
  erasure: "Erasure",
  audit_key: "Signing key",
  refusal: "What was refused",
};

function subjectHref(row: AuditRow): string | null {
  const useCase = row.useCaseSlug === null ? null : `/use-cases/${row.useCaseSlug}`;
  switch (row.subjectType) {
    case "item":
      return `/items/${row.subjectId}`;
    case "use_case":
      return useCase;
    case "model":
      return useCase && `${useCase}/models`;
    case "policy":
    case "proposal":
    case "ramp":
      return useCase && `${useCase}/automation`;
    case "bulk":
      return useCase && `${useCase}/items`;
    default:
      return null;
  }
}

export function auditEventView(row: AuditRow): AuditEventView {
  const word = subjectWords[row.subjectType] ?? row.subjectType;
  return {
    id: row.id,
    type: row.type,
    sentence: Object.hasOwn(eventTypes, row.type) ? eventTypes[row.type as EventType] : row.type,
    occurredAt: row.occurredAt.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName ?? "Unknown" },
    useCase:
      row.useCaseSlug === null || row.useCaseName === null ? null : { slug: row.useCaseSlug, name: row.useCaseName },
    subject: {
      type: row.subjectType,
      id: row.subjectId,
      seq: row.subjectSeq,
      name: row.subjectName === null ? word : `${word} ${row.subjectName}`,
      href: subjectHref(row),
    },
    leafHash: row.leafHash,
    logIndex: row.logIndex === null ? null : Number(row.logIndex),
  };
}
