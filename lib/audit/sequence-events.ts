import "server-only";
import { createHash } from "node:crypto";
import { termsOf } from "@/lib/audit/terms";
import { insertTiles } from "@/lib/audit/tree/insert-tiles";
import { treeSize } from "@/lib/audit/tree/tree-query";
import { tryLockExclusive } from "@/lib/platform/advisory-lock";
import { database, type Transaction } from "@/lib/platform/database";

interface WaitingEvent {
  id: string;
  subject: string;
  subjectSeq: number;
  leafHash: Uint8Array;
  envelope: Uint8Array;
  /** It has its place, and was asked for again. */
  placed: boolean;
}

/** What one turn of the sequencer did. */
export interface Sequenced {
  placed: number;
  /** Ids of events whose stored bytes do not give their leaf hash any more: they wait until somebody has looked into it. */
  refused: string[];
  /** There may be more at once. */
  more: boolean;
}

/** A turn ends after this long even if more waits, so that a worker can stop between two. */
const longestTurnMs = 2_000;

/**
 * Gives the events that wait their places in the tree: dense indexes, leaves, full tiles, what they are found by; `batch`
 * by `batch`, each in one transaction, until none is left or the turn is long enough. What waits is what stands in
 * `audit_pending`, never what comes after the last event, since transactions become visible out of order. One at a time
 * on all workers: where another one is at it, this does nothing.
 */
export async function sequenceEvents(batch = 2_000): Promise<Sequenced> {
  const done: Sequenced = { placed: 0, refused: [], more: (await database.auditPending.findFirst()) !== null };
  const ends = performance.now() + longestTurnMs;
  while (done.more && performance.now() < ends) {
    const { placed, refused, more } = await database.$transaction((tx) => placeBatch(tx, batch, done.refused));
    done.placed += placed;
    done.refused.push(...refused);
    done.more = more;
  }
  return done;
}

async function placeBatch(tx: Transaction, batch: number, except: readonly string[]): Promise<Sequenced> {
  if (!(await tryLockExclusive(tx, "audit-sequencer"))) return { placed: 0, refused: [], more: false };
  const taken = await readWaiting(tx, batch, except);
  const { whole = [], damaged = [] } = Object.groupBy(taken, (event) => (isWhole(event) ? "whole" : "damaged"));
  const placed = inStoryOrder(whole.filter((event) => !event.placed));
  if (placed.length > 0) {
    const first = await treeSize(tx);
    await insertLeaves(tx, first, placed);
    await insertTiles(
      tx,
      first,
      placed.map(({ leafHash }) => leafHash),
    );
    await insertTerms(tx, placed);
  }
  if (whole.length > 0) {
    await tx.$executeRaw`SELECT audit_forget_pending(${whole.map(({ id }) => id)}::uuid[])`;
  }
  return { placed: placed.length, refused: damaged.map(({ id }) => id), more: taken.length === batch };
}

/** Events and leaves are looked up one by one: a planner that took the queue for long or empty would walk all of them. */
function readWaiting(tx: Transaction, batch: number, except: readonly string[]): Promise<WaitingEvent[]> {
  return tx.$queryRaw<WaitingEvent[]>`
    SELECT p.event_id AS id, e.*, l.index IS NOT NULL AS placed
    FROM (
      SELECT event_id FROM audit_pending WHERE event_id <> ALL(${except}::uuid[]) ORDER BY event_id LIMIT ${batch}
    ) p
    CROSS JOIN LATERAL (
      SELECT subject_type || ' ' || subject_id AS subject, subject_seq AS "subjectSeq", leaf_hash AS "leafHash", envelope
      FROM audit_event WHERE id = p.event_id OFFSET 0
    ) e
    LEFT JOIN LATERAL (SELECT "index" FROM audit_leaf WHERE event_id = p.event_id OFFSET 0) l ON TRUE
    ORDER BY p.event_id`;
}

function isWhole({ leafHash, envelope }: WaitingEvent): boolean {
  return createHash("sha256").update(Buffer.of(0)).update(envelope).digest().equals(leafHash);
}

/** In the order of their ids, and so of their times; but where clocks disagreed, never ahead of the event that they continue. */
function inStoryOrder(events: readonly WaitingEvent[]): WaitingEvent[] {
  const stories = Map.groupBy(events, ({ subject }) => subject);
  for (const story of stories.values()) story.sort((one, other) => other.subjectSeq - one.subjectSeq);
  return events.map((event) => stories.get(event.subject)?.pop() ?? event);
}

async function insertLeaves(tx: Transaction, first: number, events: readonly WaitingEvent[]): Promise<void> {
  const ids = events.map(({ id }) => id);
  const hashes = events.map(({ leafHash }) => Buffer.from(leafHash).toString("hex"));
  await tx.$executeRaw`
    INSERT INTO audit_leaf ("index", event_id, leaf_hash)
    SELECT ${first}::bigint + place - 1, id, decode(hash, 'hex')
    FROM unnest(${ids}::uuid[], ${hashes}::text[]) WITH ORDINALITY AS leaf(id, hash, place)`;
}

async function insertTerms(tx: Transaction, events: readonly WaitingEvent[]): Promise<void> {
  const rows = events.flatMap(({ id, envelope }) => termsOf(envelope).map((term) => ({ term, id })));
  if (rows.length === 0) return;
  // Neighbours in the index come one after the other.
  rows.sort((one, other) => (one.term < other.term ? -1 : one.term > other.term ? 1 : 0));
  const terms = rows.map(({ term }) => term);
  const ids = rows.map(({ id }) => id);
  await tx.$executeRaw`
    INSERT INTO audit_term (term, event_id) SELECT * FROM unnest(${terms}::text[], ${ids}::uuid[])`;
}
