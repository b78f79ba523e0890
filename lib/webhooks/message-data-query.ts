import "server-only";
import type { Transaction } from "@/lib/platform/database";
import type { Message } from "@/lib/webhooks/message";

interface StoredAnswer {
  outcome: string | null;
  value: number | null;
  decidedBy: string;
  at: string;
}

interface ItemRow {
  id: string;
  externalId: string;
  status: string;
  mode: string;
  reasons: string[];
  policyVersion: number;
  modelVersion: number | null;
  decision: StoredAnswer | null;
  prior: StoredAnswer | null;
}

interface PolicyRow {
  useCaseId: string;
  version: number;
  mode: string;
  halted: boolean;
}

/**
 * What each message says, as the transaction has left things: an item's decision as the API shows it, a disagreement
 * without the answers, the policy in force. Nothing of what a model said, save where that is the decision.
 */
export async function readMessageData(tx: Transaction, messages: readonly Message[]): Promise<unknown[]> {
  const items = await readItems(tx, messages);
  const causes = await readRootCauses(tx, messages);
  const policies = await readPolicies(tx, messages);
  return messages.map(({ type, useCase: { id, slug: useCase }, about }) => {
    if (about.kind === "policy") return { useCase, change: about.change, ...policies.get(id) };
    const row = items.get(about.itemId);
    const item = { id: about.itemId, externalId: row?.externalId ?? null };
    if (about.kind === "decision") return { useCase, item, ...(row && decisionOf(row)) };
    const { rootCause, ...disagreement } = causes.get(about.id) ?? { id: about.id };
    const cause = type === "disagreement.settled" && { rootCause: rootCause ?? null };
    return { useCase, item, disagreement: { ...disagreement, ...cause } };
  });
}

const answer = (stored: StoredAnswer | null) =>
  stored && {
    ...(stored.value === null ? { outcome: stored.outcome } : { value: stored.value }),
    decidedBy: stored.decidedBy,
    at: new Date(stored.at).toISOString(),
  };

const decisionOf = ({ status, decision, prior, mode, reasons, policyVersion, modelVersion }: ItemRow) => ({
  status,
  // On an unusable item nothing is in force, whatever was decided before.
  decision: status === "unusable" ? null : answer(decision),
  priorDecision: answer(status === "unusable" ? decision : prior),
  route: { mode, reasons, policyVersion, modelVersion },
});

async function readItems(tx: Transaction, messages: readonly Message[]): Promise<Map<string, ItemRow>> {
  const ids = [...new Set(messages.flatMap(({ about }) => (about.kind === "policy" ? [] : [about.itemId])))];
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<ItemRow[]>`
    SELECT i.id, i.external_id AS "externalId", i.status::text, i.mode::text, i.route -> 'reasons' AS reasons,
           p.version AS "policyVersion", m.version AS "modelVersion", d.answer AS decision, prior.answer AS prior
    FROM item i
    JOIN policy p ON p.id = i.policy_id
    LEFT JOIN model_version m ON m.id = i.model_version_id
    LEFT JOIN LATERAL (
      SELECT seq, json_build_object('outcome', outcome, 'value', value, 'decidedBy', decided_by, 'at', decided_at) AS answer
      FROM decision WHERE item_id = i.id ORDER BY seq DESC LIMIT 1) d ON true
    LEFT JOIN LATERAL (
      SELECT json_build_object('outcome', outcome, 'value', value, 'decidedBy', decided_by, 'at', decided_at) AS answer
      FROM decision WHERE item_id = i.id AND seq = d.seq - 1) prior ON true
    WHERE i.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`;
  return new Map(rows.map((row) => [row.id, row]));
}

interface DisagreementRow {
  id: string;
  kind?: string;
  rootCause?: string | null;
}

async function readRootCauses(tx: Transaction, messages: readonly Message[]): Promise<Map<string, DisagreementRow>> {
  const ids = messages.flatMap(({ about }) => (about.kind === "disagreement" ? [about.id] : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<DisagreementRow[]>`
    SELECT d.id, d.kind::text, a.root_cause::text AS "rootCause"
    FROM disagreement d LEFT JOIN adjudication a ON a.id = d.adjudication_id
    WHERE d.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`;
  return new Map(rows.map((row) => [row.id, row]));
}

async function readPolicies(tx: Transaction, messages: readonly Message[]): Promise<Map<string, object>> {
  const ids = messages.flatMap(({ about, useCase }) => (about.kind === "policy" ? [useCase.id] : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<PolicyRow[]>`
    SELECT u.id AS "useCaseId", p.version, p.settings ->> 'mode' AS mode, u.halted_at IS NOT NULL AS halted
    FROM use_case u JOIN policy p ON p.id = u.policy_id WHERE u.id = ANY(${ids}::uuid[])`;
  return new Map(
    rows.map(({ useCaseId, version, mode, halted }) => [useCaseId, { policy: { version, mode }, halted }]),
  );
}
