import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** A key that checkpoints are signed with. */
export interface SigningKey {
  privateKey: KeyObject;
  /** 32 bytes. */
  publicKey: Buffer;
}

/** What comes before the 32 bytes in the DER forms of Ed25519 keys (RFC 8410). */
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");
/** How C2SP's signed notes number Ed25519. */
const ed25519 = Buffer.of(1);

/** The Ed25519 key of a seed. @throws RangeError unless it has 32 bytes. */
export function signingKeyOf(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError("A signing key is made from 32 bytes.");
  const privateKey = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: "der", type: "pkcs8" });
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { privateKey, publicKey: der.subarray(publicPrefix.length) };
}

/** A key's id among those of one name: the first 4 bytes of SHA-256(name || "\n" || 0x01 || key), in hex. */
export function keyIdOf(name: string, publicKey: Uint8Array): string {
  const hash = createHash("sha256").update(`${name}\n`).update(ed25519).update(publicKey).digest();
  return hash.subarray(0, 4).toString("hex");
}

/** A key as a verifier takes it: `<name>+<key id>+<base64(0x01 || key)>`. */
export function verifierKeyOf(name: string, publicKey: Uint8Array): string {
  return `${name}+${keyIdOf(name, publicKey)}+${Buffer.concat([ed25519, publicKey]).toString("base64")}`;
}

/** The name, the id and the 32 bytes of a verifier's key; null where it is none, or its id is not that of name and key. */
export function parseVerifierKey(verifierKey: string): { name: string; id: string; publicKey: Buffer } | null {
  const [, name = "", id = "", encoded = ""] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(verifierKey) ?? [];
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length !== 33 || bytes[0] !== 1) return null;
  const publicKey = bytes.subarray(1);
  return keyIdOf(name, publicKey) === id ? { name, id, publicKey } : null;
}

/** A checkpoint as a C2SP signed note (c2sp.org/tlog-checkpoint), signed under the log's own name. */
export function signCheckpointNote(origin: string, size: number, root: Uint8Array, key: SigningKey): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
  const signature = sign(null, Buffer.from(text), key.privateKey);
  const named = Buffer.concat([Buffer.from(keyIdOf(origin, key.publicKey), "hex"), signature]);
  return `${text}\n— ${origin} ${named.toString("base64")}\n`;
}

/** What a checkpoint's note says. */
export interface CheckpointNote {
  origin: string;
  size: number;
  root: Buffer;
  /** The signed part, to the byte. */
  text: string;
  signatures: { name: string; keyId: string; signature: Buffer }[];
}

const noteForm = /^([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*\n((?:— [^\s+]+ [A-Za-z0-9+/]+=*\n)+)$/;

/** Reads a checkpoint's note, whoever signed it; null where it is none. */
export function parseCheckpointNote(note: string): CheckpointNote | null {
  const [, origin = "", size = "", root = "", signed = ""] = noteForm.exec(note) ?? [];
  if (origin === "" || !Number.isSafeInteger(Number(size))) return null;
  const signatures = signed
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, name = "", encoded = ""] = line.split(" ");
      const bytes = Buffer.from(encoded, "base64");
      return { name, keyId: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) };
    });
  const text = note.slice(0, note.length - signed.length - 1);
  return { origin, size: Number(size), root: Buffer.from(root, "base64"), text, signatures };
}

/** Whether one of these keys signed the note under the log's own name. */
export function isSignedBy(note: CheckpointNote, verifierKeys: readonly string[]): boolean {
  return verifierKeys.some((verifierKey) => {
    const key = parseVerifierKey(verifierKey);
    if (key === null || key.name !== note.origin) return false;
    const der = Buffer.concat([publicPrefix, key.publicKey]);
    const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
    return note.signatures.some(
      ({ name, keyId, signature }) =>
        name === key.name && keyId === key.id && verify(null, Buffer.from(note.text), publicKey, signature),
    );
  });
}

/** The checkpoints' notes that stand one after the other in a text. A part of one, cut off, is passed over. */
export function notesIn(text: string): string[] {
  return text.match(/(?<=^|\n)[^\n]+\n\d+\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+/g) ?? [];
}
