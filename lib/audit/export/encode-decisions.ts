import { type BatchEncoder, nothing } from "@/lib/audit/export/batch-encoder";
import { type Envelope, type ExportedEvent, envelopeOf } from "@/lib/audit/export/exported-event";
import { csvCell } from "@/lib/platform/csv-cell";

interface Decision {
  event: ExportedEvent;
  envelope: Envelope;
  /** The item's external id; null where the item is gone. */
  externalId: string | null;
}

const columns: Record<string, (decision: Decision) => Parameters<typeof csvCell>[0]> = {
  log_index: ({ event }) => event.index,
  event_id: ({ event }) => event.id,
  occurred_at: ({ event }) => new Date(event.occurredAt).toISOString(),
  use_case: ({ event }) => event.useCase,
  item_id: ({ event }) => event.subjectId,
  external_id: ({ externalId }) => externalId,
  decision: ({ envelope }) => (envelope.prior_decision?.seq ?? 0) + 1,
  outcome: ({ envelope }) => envelope.verdict?.outcome ?? envelope.output?.outcome,
  value: ({ envelope }) => envelope.verdict?.value ?? envelope.output?.value,
  decided_by: ({ envelope }) => text(envelope.detail?.decided_by),
  replaced_outcome: ({ envelope }) => envelope.prior_decision?.outcome,
  replaced_value: ({ envelope }) => envelope.prior_decision?.value,
  mode: ({ envelope }) => envelope.mode,
  policy_version: ({ envelope }) => envelope.policy?.version,
  model_version: ({ envelope }) => envelope.model?.version,
  model_sha256: ({ envelope }) => envelope.model?.sha256,
  score: ({ envelope }) => envelope.output?.score,
  threshold: ({ envelope }) => envelope.output?.threshold,
  reasons: ({ envelope }) => envelope.output?.reasons?.join(" "),
  guardrails: ({ envelope }) => envelope.output?.guardrails?.join(" "),
  review_id: ({ envelope }) => envelope.verdict?.review,
  reason_code: ({ envelope }) => envelope.reason_code,
  actor_kind: ({ event }) => event.actorKind,
  actor_id: ({ event }) => event.actorId,
  request_id: ({ envelope }) => envelope.request_id,
};

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

const line = (cells: readonly Parameters<typeof csvCell>[0][]) => `${cells.map(csvCell).join(",")}\r\n`;

const isDecision = ({ type }: ExportedEvent) => type === "decision.made" || type === "decision.superseded";

/** `decisions.csv`: a row for each decision, safe for spreadsheets. `externalIdsOf` looks items' external ids up. */
export function encodeDecisions(externalIdsOf: (itemIds: string[]) => Promise<Map<string, string>>): BatchEncoder {
  const cellsOf = Object.values(columns);
  return {
    begin: () => Buffer.from(line(Object.keys(columns))),
    encode: async (events) => {
      const decisions = events.filter(isDecision);
      if (decisions.length === 0) return nothing;
      const externalIds = await externalIdsOf(decisions.map(({ subjectId }) => subjectId));
      const rows = decisions.map((event) => {
        const decision = { event, envelope: envelopeOf(event), externalId: externalIds.get(event.subjectId) ?? null };
        return line(cellsOf.map((cellOf) => cellOf(decision)));
      });
      return Buffer.from(rows.join(""));
    },
    end: () => nothing,
  };
}
