import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { parquetWriteBuffer } from "hyparquet-writer";
import { canonicalJson } from "@/lib/platform/canonical-json";

/** A log of its own for tests of the verifier: made by the definitions of RFC 6962, without any of the application's code. */

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const leafOf = (envelope: Uint8Array): Buffer => sha256(Buffer.of(0), envelope);
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

/** The largest power of two below n. */
const split = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);

export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length <= 1) return only ?? sha256();
  const k = split(leaves.length);
  return nodeOf(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

export function inclusionProof(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...inclusionProof(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** RFC 6962, 2.1.2. */
export function consistencyProof(from: number, leaves: readonly Buffer[], whole = true): Buffer[] {
  if (from === leaves.length) return whole ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  return from <= k
    ? [...consistencyProof(from, leaves.slice(0, k), whole), rootOf(leaves.slice(k))]
    : [...consistencyProof(from - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

/** Roots of the perfect subtrees that cover [from, to) in the tree of all leaves, from left to right. */
function coverOf(from: number, to: number, leaves: readonly Buffer[], start = 0): Buffer[] {
  const end = start + leaves.length;
  if (to <= start || end <= from) return [];
  const isPerfect = Number.isInteger(Math.log2(leaves.length));
  if (from <= start && end <= to && isPerfect) return [rootOf(leaves)];
  const k = split(leaves.length);
  return [...coverOf(from, to, leaves.slice(0, k), start), ...coverOf(from, to, leaves.slice(k), start + k)];
}

export interface LogKey {
  name: string;
  verifierKey: string;
  privateKey: KeyObject;
}

export function newKey(name: string): LogKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const tagged = Buffer.concat([Buffer.of(1), raw]);
  const id = sha256(Buffer.from(`${name}\n`), tagged)
    .subarray(0, 4)
    .toString("hex");
  return { name, privateKey, verifierKey: `${name}+${id}+${tagged.toString("base64")}` };
}

export function noteOf(origin: string, size: number, root: Buffer, key: LogKey): string {
  const text = `${origin}\n${size}\n${root.toString("base64")}\n`;
  const id = Buffer.from(key.verifierKey.split("+")[1] ?? "", "hex");
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), key.privateKey)]);
  return `${text}\n— ${key.name} ${signature.toString("base64")}\n`;
}

export interface Disclosed {
  eventId: string;
  path: string;
  salt: string;
  value: unknown;
}

export interface Log {
  origin: string;
  key: LogKey;
  envelopes: Buffer[];
  leaves: Buffer[];
  /** By index. */
  disclosed: Map<number, Disclosed>;
}

/** A log of so many events of items, each of which has a few; every third commits to a value. */
export function makeLog(size: number, origin = "log.example", key = newKey(origin)): Log {
  const log: Log = { origin, key, envelopes: [], leaves: [], disclosed: new Map() };
  const items = Array.from({ length: Math.ceil(size / 4) }, () => ({ id: randomUUID(), seq: 0, previous: "" }));
  for (let index = 0; index < size; index++) {
    const item = items[(index * 7) % items.length];
    if (item === undefined) break;
    const eventId = randomUUID();
    const value = { age: index, näme: `Person ${index}`, nested: [1.5, null, { event_id: "inside" }] };
    const salt = sha256(Buffer.from(`salt ${index}`));
    const commitment = createHmac("sha256", salt).update("input").update(canonicalJson(value)).digest("hex");
    const envelope = Buffer.from(
      canonicalJson({
        v: 1,
        actor: { kind: "user", id: randomUUID() },
        detail: { event_id: "not this one", text: 'quoted "event_id":"nor this"\\' },
        event_id: eventId,
        type: index % 2 === 0 ? "item.received" : "decision.made",
        subject: { type: "item", id: item.id, seq: ++item.seq },
        previous: item.previous === "" ? null : item.previous,
        ...(index % 3 === 0 && { input_commitment: commitment }),
      }),
    );
    const leaf = leafOf(envelope);
    item.previous = leaf.toString("hex");
    if (index % 3 === 0) log.disclosed.set(index, { eventId, path: "input", salt: salt.toString("hex"), value });
    log.envelopes.push(envelope);
    log.leaves.push(leaf);
  }
  return log;
}

export const checkpointOf = (log: Log, size: number, key = log.key): string =>
  noteOf(log.origin, size, rootOf(log.leaves.slice(0, size)), key);

export type Bundle = Map<string, Buffer>;

export interface BundleShape {
  first: number;
  end: number;
  treeSize: number;
  /** Indexes of the events that the filter lets in. */
  chosen: readonly number[];
  /** Sizes of checkpoints that were published. */
  anchored: readonly number[];
}

const hex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString("hex"));
const jsonLines = (values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));

/** The bundle of a part of the log, as its files. */
export function makeBundle(log: Log, { first, end, treeSize, chosen, anchored }: BundleShape): Bundle {
  const leaves = log.leaves.slice(0, treeSize);
  const envelopes = chosen.map((index) => log.envelopes[index] ?? Buffer.alloc(0));
  const indexes = Buffer.alloc(chosen.length * 8);
  chosen.forEach((index, at) => {
    indexes.writeBigUInt64LE(BigInt(index), at * 8);
  });
  const disclosed = chosen.flatMap((index) => log.disclosed.get(index) ?? []);
  const files: Bundle = new Map<string, Buffer>([
    ["checkpoint", Buffer.from(checkpointOf(log, treeSize))],
    ["keys.txt", Buffer.from(`${log.key.verifierKey}\n`)],
    [
      "proof.json",
      Buffer.from(
        JSON.stringify({
          left: hex(coverOf(0, first, leaves)),
          right: hex(coverOf(end, treeSize, leaves)),
          consistency: anchored
            .filter((size) => size < first)
            .map((from) => ({ from, note: checkpointOf(log, from), proof: hex(consistencyProof(from, leaves)) })),
        }),
      ),
    ],
    ["leaves.bin", Buffer.concat(leaves.slice(first, end))],
    ["indexes.bin", indexes],
    ["events.jsonl", Buffer.concat(envelopes.flatMap((envelope) => [envelope, Buffer.from("\n")]))],
    ["disclosed.jsonl", jsonLines(disclosed)],
    ["decisions.csv", Buffer.from("item,outcome\nx,y\n")],
    ["events.parquet", parquetOf(chosen, envelopes)],
    [
      "anchors.jsonl",
      jsonLines(
        anchored.map((size) => ({ anchor: "file", at: "2026-01-01T00:00:00Z", size, note: checkpointOf(log, size) })),
      ),
    ],
    ["README.txt", Buffer.from("A bundle.\n")],
  ]);
  return withManifest(files, {
    format: "countersign-audit-bundle",
    version: 1,
    origin: log.origin,
    software: "countersign test",
    requestedBy: { id: "1", name: "Auditor" },
    requestedAt: "2026-01-01T00:00:00Z",
    filter: {},
    range: { first, end },
    treeSize,
    counts: { events: chosen.length, leaves: end - first, disclosed: disclosed.length },
  });
}

/** The files with a manifest that lists them as they are now, in front. */
export function withManifest(files: Bundle, manifest: Record<string, unknown>): Bundle {
  const listed = [...files].filter(([name]) => name !== "manifest.json");
  const sums = listed.map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes).toString("hex") }]);
  const text = JSON.stringify({ ...manifest, files: Object.fromEntries(sums) });
  return new Map([["manifest.json", Buffer.from(text)], ...listed]);
}

export const manifestOf = (bundle: Bundle): Record<string, unknown> =>
  JSON.parse((bundle.get("manifest.json") ?? "").toString()) as Record<string, unknown>;

/** The bundle with files changed, and a manifest that hides it: what a forger would do. */
export const forge = (
  bundle: Bundle,
  changes: Record<string, Buffer>,
  manifest: Record<string, unknown> = {},
): Bundle => withManifest(new Map([...bundle, ...Object.entries(changes)]), { ...manifestOf(bundle), ...manifest });

function parquetOf(indexes: readonly number[], envelopes: readonly Buffer[]): Buffer {
  const file = parquetWriteBuffer({
    columnData: [
      { name: "log_index", data: indexes.map(BigInt), type: "INT64" },
      { name: "envelope", data: envelopes.map((bytes) => new Uint8Array(bytes)), type: "BYTE_ARRAY" },
    ],
  });
  return Buffer.from(file);
}

/** The files as one uncompressed ustar file. */
export function tarOf(bundle: Bundle): Buffer {
  const blocks: Buffer[] = [];
  for (const [name, bytes] of bundle) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write("0", 156);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The receipt of an item whose events these indexes name, in the tree of that size. */
export function makeReceipt(log: Log, indexes: readonly number[], size: number): Record<string, unknown> {
  const leaves = log.leaves.slice(0, size);
  const envelopes = indexes.map((index) => (log.envelopes[index] ?? "").toString());
  const { id } = (JSON.parse(envelopes[0] ?? "") as { subject: { id: string } }).subject;
  return {
    format: "countersign-receipt",
    version: 1,
    origin: log.origin,
    item: { id, externalId: "case-1", useCase: "loans" },
    issuedAt: "2026-01-01T00:00:00Z",
    events: indexes.map((index, at) => ({
      index,
      envelope: envelopes[at],
      leafHash: log.leaves[index]?.toString("hex"),
      proof: hex(inclusionProof(index, leaves)),
    })),
    checkpoint: checkpointOf(log, size),
    keys: [log.key.verifierKey],
    disclosed: indexes.flatMap((index) => log.disclosed.get(index) ?? []),
  };
}

/** Indexes of the events of the item that the first event is about, below `size`. */
export function storyIn(log: Log, size: number): number[] {
  const subject = (index: number) =>
    (JSON.parse((log.envelopes[index] ?? "").toString()) as { subject: { id: string } }).subject.id;
  return [...Array(size).keys()].filter((index) => subject(index) === subject(0));
}
