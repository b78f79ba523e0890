import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { commitValue } from "@/lib/audit/commit-value";
import { latestCheckpoint, listVerifierKeys } from "@/lib/audit/tree/checkpoint-query";
import { inclusionProof } from "@/lib/audit/tree/tree-query";
import { findItemStory } from "@/lib/items/item-story-query";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** What proves an item's story to somebody who does not trust this installation (docs/audit-bundle.md). */
export interface Receipt {
  format: "countersign-receipt";
  version: 1;
  origin: string;
  item: { id: string; externalId: string; useCase: string };
  /** Since when input and notes are gone, and why (a legal basis, or `retention`); not there while they are kept. */
  erased?: { at: string; basis: string };
  issuedAt: string;
  /** The item's events in their order. `envelope`: the leaf's preimage as text; hashes in hex, a proof's lowest first. */
  events: { index: number; envelope: string; leafHash: string; proof: string[] }[];
  /** The signed note (C2SP) whose root the proofs lead to. */
  checkpoint: string;
  keys: string[];
  /** The values behind the events' commitments that are still kept. */
  disclosed: { eventId: string; path: string; salt: string; value: unknown }[];
}

/** A checkpoint comes every ten seconds at most, and takes a moment. */
const longestWaitMs = 12_000;
const pauseMs = 400;

/** An item's receipt for a person; null where there is no item that they may see, or it is sealed for them. */
export async function findReceiptFor(actor: UserActor, itemId: string, gone: AbortSignal): Promise<Receipt | null> {
  const story = await findItemStory(actor, itemId);
  return story === null || story.told === null ? null : waitForReceipt(itemId, gone);
}

/**
 * An item's receipt, as soon as all that has happened to it is sealed. Null where there is no such item; throws
 * `unavailable` where the seal does not come in time. The caller checks what its actor may see.
 */
export async function waitForReceipt(itemId: string, gone: AbortSignal): Promise<Receipt | null> {
  const until = performance.now() + longestWaitMs;
  for (;;) {
    const receipt = await makeReceipt(itemId);
    if (receipt !== "unsealed") return receipt;
    if (gone.aborted || performance.now() > until) {
      const message = "What happened to this item last is not sealed yet. Try again in a few seconds.";
      throw new AppError("unavailable", message, { retryAfter: 5 });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

interface SealedEvent {
  id: string;
  index: bigint | null;
  envelope: Uint8Array;
  leafHash: Uint8Array;
}

async function makeReceipt(itemId: string): Promise<Receipt | null | "unsealed"> {
  const item = await database.item.findUnique({
    where: { id: itemId },
    select: {
      id: true,
      externalId: true,
      input: true,
      inputSalt: true,
      erasedAt: true,
      useCase: { select: { slug: true } },
    },
  });
  if (item === null) return null;
  // The events first: a checkpoint that is read after them covers at least those that have their place.
  const events = await database.$queryRaw<SealedEvent[]>`
    SELECT e.id, l."index", e.envelope, e.leaf_hash AS "leafHash"
    FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
    WHERE e.subject_type = 'item' AND e.subject_id = ${itemId} ORDER BY e.subject_seq`;
  const checkpoint = await latestCheckpoint();
  const placed = events.flatMap(({ index, ...event }) => (index === null ? [] : [{ ...event, index: Number(index) }]));
  const size = Number(checkpoint?.size ?? 0);
  if (checkpoint === null || placed.length < events.length || placed.some(({ index }) => index >= size)) {
    return "unsealed";
  }
  const erased = item.erasedAt === null ? undefined : erasureIn(placed);
  return {
    format: "countersign-receipt",
    version: 1,
    origin: checkpoint.note.slice(0, checkpoint.note.indexOf("\n")),
    item: { id: item.id, externalId: item.externalId, useCase: item.useCase.slug },
    ...(erased !== undefined && { erased }),
    issuedAt: clock.now().toISOString(),
    events: await Promise.all(
      placed.map(async ({ index, envelope, leafHash }) => ({
        index,
        envelope: Buffer.from(envelope).toString("utf8"),
        leafHash: Buffer.from(leafHash).toString("hex"),
        proof: (await inclusionProof(index, size)).map((hash) => hash.toString("hex")),
      })),
    ),
    checkpoint: checkpoint.note,
    keys: await listVerifierKeys(),
    disclosed: await disclose(item, placed),
  };
}

/** What the item's own story says of its erasure. */
function erasureIn(events: readonly { envelope: Uint8Array }[]): Receipt["erased"] {
  const told = events.map(({ envelope }) => JSON.parse(Buffer.from(envelope).toString("utf8")) as Told);
  const event = told.findLast(({ type }) => type === "item.erased");
  return event && { at: event.occurred_at, basis: String(event.detail?.basis) };
}

interface Told {
  type: string;
  occurred_at: string;
  detail?: { basis?: unknown };
}

interface Committed {
  input_commitment?: string;
  comment_commitment?: string;
  verdict?: { review: string };
  detail?: { request?: unknown; review?: unknown };
}

/** Of a note only the last wording is kept: it is given where it is the one that the event commits to. */
async function disclose(
  item: { id: string; input: unknown; inputSalt: Uint8Array },
  events: readonly { id: string; envelope: Uint8Array }[],
): Promise<Receipt["disclosed"]> {
  const reviews = await database.review.findMany({
    where: { itemId: item.id, note: { not: null }, noteSalt: { not: null } },
    select: { id: true, note: true, noteSalt: true },
  });
  const notes = new Map(reviews.map((review) => [review.id, review]));
  return events.flatMap(({ id, envelope }) => {
    const { input_commitment, comment_commitment, verdict, detail } = JSON.parse(
      Buffer.from(envelope).toString("utf8"),
    ) as Committed;
    const note = notes.get(String(verdict?.review ?? detail?.request ?? detail?.review));
    const values = [
      { path: "input", commitment: input_commitment, salt: item.inputSalt, value: item.input },
      ...(note?.noteSalt
        ? [{ path: "note", commitment: comment_commitment, salt: note.noteSalt, value: note.note }]
        : []),
    ];
    return values
      .filter(({ path, commitment, salt, value }) => commitment === commitValue(salt, path, value))
      .map(({ path, salt, value }) => ({ eventId: id, path, salt: Buffer.from(salt).toString("hex"), value }));
  });
}
