import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { parquetReadObjects } from "hyparquet";
import { canonicalJson } from "@/lib/platform/canonical-json";

/**
 * A second verifier of audit bundles. It shares no code with lib/audit/verify, works the other way round where it can
 * (everything in memory, the tree from its top), and also reads events.parquet. Two that agree are less likely to be wrong
 * in the same way.
 */

export interface SecondVerdict {
  valid: boolean;
  /** The first index whose event is not the one in the log. */
  firstWrongIndex: number | null;
  /** Events that say that an item was erased. */
  erased: number;
  wrong: string[];
}

const sha256 = (...parts: (Uint8Array | string)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};
const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

/** The files in a tar archive of plain files. */
export function untar(tar: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString("utf8", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    files.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

interface Manifest {
  origin: string;
  range: { first: number; end: number };
  treeSize: number;
  counts: { events: number; leaves: number; disclosed: number };
  files: Record<string, { bytes: number; sha256: string }>;
}

/** Verifies the files of a bundle; `keys`: verifier keys to trust instead of the bundle's own. */
export async function secondVerdict(
  files: ReadonlyMap<string, Buffer>,
  keys?: readonly string[],
): Promise<SecondVerdict> {
  const wrong: string[] = [];
  let seen: Seen = { firstWrongIndex: null, erased: 0 };
  try {
    seen = await examine(files, keys, wrong);
  } catch (error) {
    wrong.push(`unreadable: ${error}`);
  }
  return { valid: wrong.length === 0, ...seen, wrong };
}

type Seen = Pick<SecondVerdict, "firstWrongIndex" | "erased">;

async function examine(
  files: ReadonlyMap<string, Buffer>,
  givenKeys: readonly string[] | undefined,
  wrong: string[],
): Promise<Seen> {
  const check = (fine: boolean, what: string) => {
    if (!fine) wrong.push(what);
  };
  const file = (name: string): Buffer => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const manifest = JSON.parse(file("manifest.json").toString()) as Manifest;
  for (const [name, listed] of Object.entries(manifest.files)) {
    check(file(name).length === listed.bytes && sha256(file(name)) === listed.sha256, `sum of ${name}`);
  }

  const { first, end } = manifest.range;
  const note = readNote(file("checkpoint").toString());
  const keys = givenKeys ?? file("keys.txt").toString().trim().split("\n");
  check(
    keys.some((key) => signedBy(note, key)),
    "signature",
  );
  check(note.origin === manifest.origin, "origin");
  check(note.size === manifest.treeSize && end <= note.size, "size");

  const leaves = file("leaves.bin").toString("hex").match(/.{64}/g) ?? [];
  check(file("leaves.bin").length === 32 * (end - first) && manifest.counts.leaves === leaves.length, "leaves");
  const proof = JSON.parse(file("proof.json").toString()) as { left: string[]; right: string[] };
  const left = [...proof.left];
  const right = [...proof.right];
  const root = topOf(0, note.size, (from, to) => {
    if (from >= first && to <= end && to - from === 1) return leaves[from - first];
    const outside = to <= first ? left : from >= end ? right : null;
    return outside !== null && Number.isInteger(Math.log2(to - from)) ? outside.shift() : undefined;
  });
  check(root === note.root && left.length === 0 && right.length === 0, "root");

  const lines = file("events.jsonl").toString("latin1").split("\n").slice(0, -1);
  const envelopes = lines.map((line) => Buffer.from(line, "latin1"));
  check(file("events.jsonl").at(-1) === 10 || file("events.jsonl").length === 0, "end of events.jsonl");
  const indexes = Array.from({ length: file("indexes.bin").length / 8 }, (_, at) =>
    Number(file("indexes.bin").readBigUInt64LE(at * 8)),
  );
  check(indexes.length === envelopes.length && manifest.counts.events === envelopes.length, "count of events");
  check(
    indexes.every((index, at) => index > (indexes[at - 1] ?? -1)),
    "order of indexes",
  );
  const differing = indexes.filter((index, at) => sha256(Buffer.of(0), envelopes[at] ?? "") !== leaves[index - first]);
  check(differing.length === 0, "events");

  const rows = await readParquet(file("events.parquet"));
  check(
    rows.length === envelopes.length &&
      rows.every((row, at) => Number(row.log_index) === indexes[at] && envelopes[at]?.equals(row.envelope)),
    "events.parquet",
  );
  checkDisclosed(file("disclosed.jsonl").toString(), envelopes, manifest.counts.disclosed, check);
  for (const line of file("anchors.jsonl").toString().split("\n").slice(0, -1)) {
    const anchored = readNote((JSON.parse(line) as { note: string }).note);
    check(
      keys.some((key) => signedBy(anchored, key)),
      "anchor's signature",
    );
    if (anchored.size === note.size) check(anchored.root === note.root, "anchor's root");
  }
  const erased = envelopes.filter((envelope) => readEvent(envelope).type === "item.erased").length;
  return { firstWrongIndex: differing.length === 0 ? null : Math.min(...differing), erased };
}

/** RFC 6962's tree hash of [from, to), in hex: a known subtree's, or made of its halves. */
function topOf(from: number, to: number, known: (from: number, to: number) => string | undefined): string {
  if (from === to) return sha256();
  const found = known(from, to);
  if (found !== undefined) return found;
  if (to - from === 1) throw new Error(`no hash at ${from}`);
  const middle = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
  const left = topOf(from, middle, known);
  return sha256(Buffer.of(1), bytes(left), bytes(topOf(middle, to, known)));
}

interface Note {
  origin: string;
  size: number;
  root: string;
  text: string;
  signatures: string[];
}

function readNote(note: string): Note {
  const [text = "", signatures = ""] = note.split("\n\n");
  const [origin = "", size = "", root = ""] = text.split("\n");
  return {
    origin,
    size: Number(size),
    root: Buffer.from(root, "base64").toString("hex"),
    text: `${text}\n`,
    signatures: signatures.trim().split("\n"),
  };
}

function signedBy({ text, signatures }: Note, verifierKey: string): boolean {
  const [name = "", id = "", ...rest] = verifierKey.split("+");
  const key = Buffer.from(rest.join("+"), "base64").subarray(1);
  const publicKey = createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]),
    format: "der",
    type: "spki",
  });
  return signatures.some((line) => {
    const [dash, signer, signature = ""] = line.split(" ");
    const tagged = Buffer.from(signature, "base64");
    const named = dash === "—" && signer === name && tagged.subarray(0, 4).toString("hex") === id;
    return named && verify(null, Buffer.from(text), publicKey, tagged.subarray(4));
  });
}

async function readParquet(file: Buffer): Promise<{ log_index: bigint; envelope: Uint8Array }[]> {
  const rows = await parquetReadObjects({
    file: new Uint8Array(file).buffer,
    columns: ["log_index", "envelope"],
    utf8: false,
  });
  return rows as { log_index: bigint; envelope: Uint8Array }[];
}

function readEvent(envelope: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(envelope.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function checkDisclosed(
  text: string,
  envelopes: readonly Buffer[],
  counted: number,
  check: (fine: boolean, what: string) => void,
): void {
  const events = new Map(
    envelopes.map((envelope) => {
      const event = readEvent(envelope);
      return [event.event_id, event];
    }),
  );
  const lines = text.split("\n").slice(0, -1);
  check(lines.length === counted, "count of disclosed values");
  for (const line of lines) {
    const { eventId, path, salt, value } = JSON.parse(line) as Record<"eventId" | "path" | "salt" | "value", string>;
    const hmac = createHmac("sha256", bytes(salt)).update(path).update(canonicalJson(value)).digest("hex");
    const event = events.get(eventId);
    check([event?.input_commitment, event?.comment_commitment].includes(hmac), `value of ${eventId}`);
  }
}
