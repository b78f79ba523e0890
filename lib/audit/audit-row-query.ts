import "server-only";
import type { AuditRow } from "@/lib/audit/audit-view";
import { database, Prisma } from "@/lib/platform/database";

/** SQL: the columns of an `AuditRow`, of the events named `e`. */
const columns = Prisma.sql`
  e.id, e.type, e.occurred_at AS "occurredAt", e.subject_type AS "subjectType", e.subject_id AS "subjectId",
  e.subject_seq AS "subjectSeq", e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  coalesce(person.name, key.name, convert_from(e.envelope, 'UTF8')::jsonb #>> '{actor,id}') AS "actorName",
  encode(e.leaf_hash, 'hex') AS "leafHash", l."index" AS "logIndex", c.slug AS "useCaseSlug", c.name AS "useCaseName",
  CASE e.subject_type
    WHEN 'item' THEN (SELECT external_id FROM item WHERE id = e.subject_id::uuid)
    WHEN 'user' THEN (SELECT name FROM "user" WHERE id = e.subject_id::uuid)
    WHEN 'key' THEN (SELECT name FROM api_key WHERE id = e.subject_id::uuid)
    WHEN 'webhook' THEN (SELECT substring(url FROM '^https?://([^/?#]+)') FROM webhook WHERE id = e.subject_id::uuid)
    WHEN 'model' THEN (SELECT name || ', version ' || version FROM model_version WHERE id = e.subject_id::uuid)
    WHEN 'policy' THEN (SELECT 'version ' || version FROM policy WHERE id = e.subject_id::uuid)
    WHEN 'use_case' THEN (SELECT name FROM use_case WHERE id = e.subject_id::uuid)
    WHEN 'sign_in' THEN (SELECT name FROM "user"
                         WHERE id = (convert_from(e.envelope, 'UTF8')::jsonb #>> '{detail,user}')::uuid)
  END AS "subjectName"`;

const joins = Prisma.sql`
  LEFT JOIN audit_leaf l ON l.event_id = e.id
  LEFT JOIN use_case c ON c.id = e.use_case_id
  LEFT JOIN "user" person ON e.actor_kind = 'user' AND person.id = e.actor_id::uuid
  LEFT JOIN api_key key ON e.actor_kind = 'api_key' AND key.id = e.actor_id::uuid`;

/** Events as they are shown, those that `which` (SQL on the event `e`) says, with its order and limit. No access check. */
export function readAuditRows(which: Prisma.Sql): Promise<AuditRow[]> {
  return database.$queryRaw<AuditRow[]>`SELECT ${columns} FROM audit_event e ${joins} WHERE ${which}`;
}
