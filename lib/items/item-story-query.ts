import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { settlesBlind } from "@/lib/access/settles-blind-query";
import { type ItemStory, itemStory } from "@/lib/items/item-story-view";
import type {
  StoryDecision,
  StoryDisagreement,
  StoryEvent,
  StoryItem,
  StoryPrediction,
  StoryReview,
} from "@/lib/items/story-records";
import { database, Prisma } from "@/lib/platform/database";
import { findUseCase } from "@/lib/use-cases/use-case-query";

/**
 * The whole story of an item; null where there is none that this person may see. Sealed (input only) for people who
 * review in the use case while a review of the item is under way: before the verdict they must not learn what the model
 * said, nor whether the item is there as a check of its decision. Sealed, too, for those who could settle what is open on
 * it, where that is done blind.
 */
export async function findItemStory(actor: UserActor, itemId: string): Promise<ItemStory | null> {
  const [item] = await database.$queryRaw<StoryItem[]>`
    SELECT i.id, i.use_case_id AS "useCaseId", i.external_id AS "externalId", i.created_at AS "createdAt", i.input,
           i.unlisted, i.entity_key AS "entityKey", i.tags, i.simulated, i.route, i.status::text,
           i.erased_at AS "erasedAt",
           p.version AS "policyVersion", p.reason AS "policyReason", m.version AS "modelVersion", m.name AS "modelName",
           EXISTS (SELECT FROM disagreement WHERE item_id = i.id AND status = 'open')
             AND ${settlesBlind(Prisma.sql`i.use_case_id`)} AS "toSettleBlind"
    FROM item i JOIN policy p ON p.id = i.policy_id LEFT JOIN model_version m ON m.id = i.model_version_id
    WHERE i.id = ${itemId}::uuid`;
  if (item === undefined || !may(actor, "item.read", item.useCaseId)) return null;
  const [useCase, reviews, predictions, decisions, events, disagreements] = await Promise.all([
    findUseCase(item.useCaseId),
    readReviews(itemId),
    readPredictions(itemId),
    readDecisions(itemId),
    readEvents(itemId),
    readDisagreements(itemId),
  ]);
  if (useCase === null) return null;
  // Nobody is asked for an override, and whoever made it must be able to take it back.
  const underWay = reviews.some(
    ({ status, purpose }) => (status === "open" || status === "answered") && purpose !== "override",
  );
  const sealed =
    (underWay && may(actor, "review.work", item.useCaseId)) ||
    (item.toSettleBlind && may(actor, "disagreement.settle", item.useCaseId));
  return itemStory(useCase, item, sealed ? null : { reviews, predictions, decisions, events, disagreements });
}

function readReviews(itemId: string): Promise<StoryReview[]> {
  return database.$queryRaw<StoryReview[]>`
    SELECT r.id, r.purpose::text, r.status::text, r.reveal::text, coalesce(u.name, x.name) AS reviewer,
           a.name AS assignee, r.note, r.simulated, r.lease_until AS "leaseUntil", r.seconds_spent AS "secondsSpent",
           r.outcome, r.value, r.undo_until AS "undoUntil"
    FROM review r LEFT JOIN "user" u ON u.id = r.reviewer_id LEFT JOIN "user" a ON a.id = r.assigned_to_id
    LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
    WHERE r.item_id = ${itemId}::uuid ORDER BY r.id`;
}

function readPredictions(itemId: string): Promise<StoryPrediction[]> {
  return database.$queryRaw<StoryPrediction[]>`
    SELECT a.id, a.role::text, a.supplied, a.outcome, a.scores, a.value, a.spread, a.confidence, a.failure,
           a.latency_ms AS "latencyMs", a.runtime, m.name AS "modelName", m.version AS "modelVersion"
    FROM prediction a JOIN model_version m ON m.id = a.model_version_id
    WHERE a.item_id = ${itemId}::uuid ORDER BY a.role, a.id`;
}

function readDecisions(itemId: string): Promise<StoryDecision[]> {
  return database.$queryRaw<StoryDecision[]>`
    SELECT d.seq, d.outcome, d.value, d.decided_by::text AS "decidedBy", d.decided_at AS "decidedAt",
           p.version AS "policyVersion", d.review_id AS "reviewId", coalesce(u.name, x.name) AS reviewer,
           coalesce(r.purpose = 'external', FALSE) AS elsewhere
    FROM decision d JOIN policy p ON p.id = d.policy_id
    LEFT JOIN review r ON r.id = d.review_id LEFT JOIN "user" u ON u.id = r.reviewer_id
    LEFT JOIN external_reviewer x ON x.id = r.external_reviewer_id
    WHERE d.item_id = ${itemId}::uuid ORDER BY d.seq`;
}

/** Those that are settled, or really differ: an agreement audit under way is no disagreement. */
function readDisagreements(itemId: string): Promise<StoryDisagreement[]> {
  return database.$queryRaw<StoryDisagreement[]>`
    SELECT d.id, d.kind::text, d.status::text, a.root_cause::text AS "rootCause"
    FROM disagreement d LEFT JOIN adjudication a ON a.id = d.adjudication_id
    WHERE d.item_id = ${itemId}::uuid AND NOT (d.kind = 'model_human' AND d.review_id IS NULL) ORDER BY d.id`;
}

function readEvents(itemId: string): Promise<StoryEvent[]> {
  return database.$queryRaw<StoryEvent[]>`
    SELECT e.id, e.type, e.occurred_at AS "occurredAt", e.actor_kind AS "actorKind",
           encode(e.leaf_hash, 'hex') AS "leafHash", coalesce(person.name, key.name) AS "actorName",
           told.envelope,
           CASE WHEN e.type IN ('review.assigned', 'review.unassigned') THEN (
             SELECT name FROM "user" WHERE id = (told.envelope #>> '{detail,assignee}')::uuid) END AS assignee,
           CASE WHEN e.type = 'review.skipped' THEN (
             SELECT nullif(s.reason, '') FROM review_skip s
             WHERE s.review_id = (told.envelope #>> '{detail,review}')::uuid AND s.user_id = e.actor_id::uuid) END AS "skipReason"
    FROM audit_event e
    CROSS JOIN LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb AS envelope) told
    LEFT JOIN "user" person ON e.actor_kind = 'user' AND person.id = e.actor_id::uuid
    LEFT JOIN api_key key ON e.actor_kind = 'api_key' AND key.id = e.actor_id::uuid
    WHERE e.subject_type = 'item' AND e.subject_id = ${itemId}
    ORDER BY e.subject_seq LIMIT 500`;
}
