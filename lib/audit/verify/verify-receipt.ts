import { broughtAnchors, compareAnchors } from "@/lib/audit/verify/anchors";
import { concat, equalBytes, utf8 } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import { commitmentFields, isCommittedTo, readDisclosed } from "@/lib/audit/verify/disclosed-value";
import { count, Findings } from "@/lib/audit/verify/findings";
import { countIn, type Json, listOf, objectOf, parseObject, textIn } from "@/lib/audit/verify/json-shape";
import { type Asked, keyRing, readCheckpoint, type SignedBy } from "@/lib/audit/verify/keys";
import { verifyInclusion } from "@/lib/audit/verify/merkle-proof";
import { readHash } from "@/lib/audit/verify/proof-file";
import { parseVerifierKey } from "@/lib/audit/verify/signed-note";
import { checkpointFacts, conclude, failed, type Verification } from "@/lib/audit/verify/verification";

export const receiptFormat = "countersign-receipt";

interface ReceiptEvent {
  index: number;
  envelope: string;
  leafHash: Uint8Array;
  proof: Uint8Array[];
}

/** Verifies an item's receipt (docs/audit-bundle.md): each of its events stands in the log at its index. */
export async function verifyReceipt(digests: Digests, receipt: Json, asked: Asked): Promise<Verification> {
  const findings = new Findings();
  const origin = textIn(receipt.origin);
  const item = objectOf(receipt.item);
  const events = listOf(receipt.events, readEvent);
  const disclosed = listOf(receipt.disclosed, readDisclosed);
  const keyTexts = listOf(receipt.keys, textIn);
  const note = textIn(receipt.checkpoint);
  if (receipt.version !== 1) {
    findings.wrong(`The receipt has format version ${String(receipt.version)}; this verifier knows version 1.`);
    return failed("receipt", findings);
  }
  const parts = { origin, item, events, disclosed, keys: keyTexts, checkpoint: note };
  for (const [name, part] of Object.entries(parts)) {
    if (part !== null) continue;
    if (name in receipt) findings.wrong(`The receipt's "${name}" is not what a receipt holds there.`);
    else findings.missing(`The receipt has no "${name}".`);
  }
  if (origin === null || events === null || disclosed === null || keyTexts === null || note === null) {
    return failed("receipt", findings);
  }
  const brought = keyTexts.flatMap((text, at) => {
    const key = parseVerifierKey(digests, text);
    if (key === null) findings.wrong(`The receipt's key ${at + 1} is no verifier key.`);
    return key ?? [];
  });
  const keys = keyRing(digests, asked, brought);
  const signed = await readCheckpoint(digests, note, { origin, asked, keys }, findings);
  const anchors = await broughtAnchors(digests, asked.anchors, { origin, keys }, findings);
  const envelopes = events.map((event) => verifyEvent(digests, event, signed, findings));
  verifyStory(textIn(item?.id), events, envelopes, findings);
  for (const value of disclosed) {
    const at = envelopes.findIndex((envelope) => envelope?.event_id === value.eventId);
    const event = envelopes[at];
    if (!event) findings.wrong(`A value is disclosed of the event ${value.eventId}, which is not in the receipt.`);
    else if (
      !isCommittedTo(
        digests,
        value,
        commitmentFields.map((field) => textIn(event[field])),
      )
    ) {
      const index = events[at]?.index ?? null;
      findings.wrong(
        `The value disclosed as "${value.path}" is not the one that the event at index ${index} committed to.`,
        index,
      );
    }
  }
  const erasure = verifyErasure(objectOf(receipt.erased), envelopes, findings);
  const rootAt = (size: number) => (size === signed?.checkpoint.size ? signed.checkpoint.root : null);
  const agreement = compareAnchors(anchors, rootAt, findings);
  return conclude("receipt", findings, {
    signed,
    proven: signed !== null && events.length > 0,
    origin,
    events: events.length,
    erased: erasure === null ? 0 : 1,
    anchors: { brought: agreement.brought, told: 0 },
    facts: [
      ["Log", origin],
      ...checkpointFacts(signed),
      ["Anchors", anchorText(agreement)],
      ["Item", [textIn(item?.externalId), textIn(item?.useCase)].filter((text) => text !== null).join(", in ")],
      ["Events", count(events.length, "event")],
      ["Disclosed values", String(disclosed.length)],
      ["Issued", textIn(receipt.issuedAt) ?? ""],
    ],
    shown: [
      `${count(events.length, "event")} of this item ${events.length === 1 ? "stands" : "stand"} in the log byte for byte as in the receipt, each at its index.`,
      "No event of the item's story up to the last one in the receipt is left out.",
      ...(disclosed.length === 0
        ? []
        : [
            `${count(disclosed.length, "disclosed value")} ${disclosed.length === 1 ? "is" : "are"} what the events committed to.`,
          ]),
    ],
    notShown: [
      ...(erasure === null
        ? []
        : [
            `The input and notes were erased on ${erasure.at} (${erasure.basis}); the log proves that they were committed to, not what they were.`,
          ]),
      "What happened to the item after the last of these events.",
    ],
  });
}

function readEvent(value: unknown): ReceiptEvent | null {
  const object = objectOf(value);
  const index = countIn(object?.index);
  const envelope = textIn(object?.envelope);
  const leafHash = readHash(object?.leafHash);
  const proof = listOf(object?.proof, readHash);
  if (index === null || envelope === null || leafHash === null || proof === null) return null;
  return { index, envelope, leafHash, proof };
}

/** The event's envelope, once its bytes have been held against its hash and the hash against the tree. */
function verifyEvent(
  digests: Digests,
  { index, envelope, leafHash, proof }: ReceiptEvent,
  signed: SignedBy | null,
  findings: Findings,
): Json | null {
  if (!equalBytes(digests.sha256(concat(Uint8Array.of(0), utf8(envelope))), leafHash)) {
    findings.wrong(
      `The event at index ${index} was changed: its bytes have another hash than the receipt says.`,
      index,
    );
  }
  if (signed !== null) {
    const { size, root } = signed.checkpoint;
    if (index >= size) {
      findings.wrong(
        `The checkpoint is older than the events: it is of ${count(size, "entry", "entries")}, and an event has index ${index}.`,
        index,
      );
    } else if (
      !verifyInclusion(digests, { index: BigInt(index), hash: leafHash }, { size: BigInt(size), root }, proof)
    ) {
      findings.wrong(
        `The event at index ${index} does not stand there in the log: its proof does not lead to the signed root.`,
        index,
      );
    }
  }
  return parseObject(envelope);
}

/** An item's events are numbered, so one that was left out shows. The log may hold them in another order. */
function verifyStory(
  itemId: string | null,
  events: readonly ReceiptEvent[],
  envelopes: readonly (Json | null)[],
  findings: Findings,
): void {
  if (events.length === 0) findings.missing("The receipt holds no events.");
  events.forEach((event, at) => {
    const subject = objectOf(envelopes[at]?.subject);
    if (subject?.type !== "item" || subject.id !== itemId) {
      findings.wrong(`The event at index ${event.index} is not about the receipt's item.`, event.index);
    } else if (subject.seq !== at + 1) {
      findings.missing(`The item's event ${at + 1} is not in the receipt.`, event.index);
    }
  });
}

/** The erasure that the item's own events tell of; what the receipt says of it has to be the same. */
function verifyErasure(
  said: Json | null,
  envelopes: readonly (Json | null)[],
  findings: Findings,
): { at: string; basis: string } | null {
  const event = envelopes.findLast((envelope) => envelope?.type === "item.erased");
  const at = textIn(event?.occurred_at);
  const basis = textIn(objectOf(event?.detail)?.basis);
  if (said !== null && (textIn(said.at) !== at || textIn(said.basis) !== basis)) {
    findings.wrong("The receipt says of an erasure what its events do not say.");
  }
  return at === null || basis === null ? null : { at: at.slice(0, 10), basis: basis.replaceAll("_", " ") };
}

function anchorText({ brought, beyond }: { brought: number; beyond: number }): string {
  if (brought > 0) return "the checkpoint is one that you gave";
  return beyond > 0 ? "those that you gave are of other sizes, so they cannot be compared" : "none";
}
