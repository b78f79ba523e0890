import "server-only";
import type { EventType } from "@/lib/audit/event-types";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What else happened to a use case's automation besides its policies. Steps of a ramp are policies of their own. */
const told = [
  "halt.set",
  "halt.lifted",
  "ramp.started",
  "ramp.paused",
  "ramp.resumed",
  "ramp.finished",
  "ramp.stopped",
  "ramp.unverified",
] as const satisfies readonly EventType[];

/** A halt, its lifting, or what became of a ramp. */
export interface PolicyEvent {
  id: string;
  type: (typeof told)[number];
  at: Date;
  by: string;
  /** As whoever did it gave it; empty: none was given. */
  reason: string;
  /** Of a ramp: its steps' shares. */
  shares: number[];
}

const mostOfAType = 100;

/** Those of a stretch of time, the newest first. */
export async function listPolicyEvents(
  { id }: Pick<UseCaseRecord, "id">,
  from: Date,
  until: Date | null,
): Promise<PolicyEvent[]> {
  return database.$queryRaw<PolicyEvent[]>`
    SELECT e.id, e.type, e.occurred_at AS at, coalesce(person.name, key.name, e.told #>> '{actor,id}', 'somebody') AS by,
           coalesce(CASE e.type
             WHEN 'halt.set' THEN halt.reason
             WHEN 'halt.lifted' THEN (SELECT c.reason FROM policy_change c WHERE c.id = (e.told #>> '{detail,proposal}')::uuid)
             WHEN 'ramp.started' THEN ramp.reason
             WHEN 'ramp.finished' THEN ramp.ended_because
             WHEN 'ramp.stopped' THEN ramp.ended_because
           END, '') AS reason,
           coalesce((SELECT json_agg(planned.step -> 'share') FROM jsonb_array_elements(ramp.schedule -> 'steps') AS planned(step)), '[]') AS shares
    FROM unnest(${[...told]}::text[]) AS t CROSS JOIN LATERAL (
      SELECT id, type, occurred_at, actor_kind, actor_id, subject_type, subject_id,
             convert_from(envelope, 'UTF8')::jsonb AS told
      FROM audit_event
      WHERE use_case_id = ${id}::uuid AND type = t AND id >= ${firstIdOf(from)}::uuid
        AND (${until}::timestamptz IS NULL OR id < ${firstIdOf(until ?? from)}::uuid)
      ORDER BY id DESC LIMIT ${mostOfAType}) AS e
    LEFT JOIN "user" person ON e.actor_kind = 'user' AND person.id = e.actor_id::uuid
    LEFT JOIN api_key key ON e.actor_kind = 'api_key' AND key.id = e.actor_id::uuid
    LEFT JOIN ramp ON e.subject_type = 'ramp' AND ramp.id::text = e.subject_id
    -- A halt's reason stands with the use case while it lasts, and with whatever lifted it afterwards.
    LEFT JOIN LATERAL (
      SELECT reason FROM (
        SELECT halted_at AS at, halt_reason AS reason FROM use_case WHERE id = ${id}::uuid AND halted_at IS NOT NULL
        UNION ALL
        SELECT (evidence #>> '{liftsHalt,at}')::timestamptz, evidence #>> '{liftsHalt,reason}' FROM policy_change
        WHERE use_case_id = ${id}::uuid AND evidence ? 'liftsHalt') AS halts
      WHERE at <= e.occurred_at ORDER BY at DESC LIMIT 1) AS halt ON e.type = 'halt.set'
    ORDER BY e.id DESC`;
}

/** Those of these proposals that lift a halt and change no setting. */
export async function findLiftProposals(ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT id FROM policy_change WHERE id = ANY(${[...ids]}::uuid[]) AND evidence ? 'liftsHalt'`;
  return new Set(rows.map(({ id }) => id));
}
