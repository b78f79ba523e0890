import { bytesOfBase64, concat, hexOf, utf8 } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";

/** A public key as C2SP's signed notes name it: `<name>+<id>+<base64(0x01 || Ed25519 key)>`. */
export interface VerifierKey {
  text: string;
  name: string;
  /** The first 4 bytes of the fingerprint, in hex. Too short to tell keys apart safely: anyone can make one that fits. */
  id: string;
  /** SHA-256(name || "\n" || 0x01 || key), in hex. */
  fingerprint: string;
  publicKey: Uint8Array;
}

/** Null for what is no verifier key of Ed25519, or one whose id is not its own. */
export function parseVerifierKey(digests: Digests, text: string): VerifierKey | null {
  const [, name = "", id = "", base64 = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
  const key = bytesOfBase64(base64);
  if (key === null || key.length !== 33 || key[0] !== 1) return null;
  const fingerprint = hexOf(digests.sha256(concat(utf8(`${name}\n`), key)));
  return fingerprint.startsWith(id) ? { text, name, id, fingerprint, publicKey: key.subarray(1) } : null;
}

/** What a checkpoint of a log says: so many entries, with this root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  note: string;
  origin: string;
  size: number;
  root: Uint8Array;
  /** The signed part, and who says to have signed it. */
  signed: Uint8Array;
  signatures: { name: string; id: string; signature: Uint8Array }[];
}

const shape =
  /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/]+=*\n)+)$/;

/** Null for what is no checkpoint, or one of more entries than can be counted exactly. */
export function parseCheckpoint(note: string): Checkpoint | null {
  const [, origin, size, root, more, lines] = shape.exec(note) ?? [];
  if (origin === undefined || size === undefined || root === undefined || lines === undefined) return null;
  const hash = bytesOfBase64(root);
  if (hash === null || !Number.isSafeInteger(Number(size))) return null;
  const signatures: Checkpoint["signatures"] = [];
  for (const line of lines.trimEnd().split("\n")) {
    const [, name = "", base64 = ""] = line.split(" ");
    const bytes = bytesOfBase64(base64);
    if (bytes === null || bytes.length < 5) return null;
    signatures.push({ name, id: hexOf(bytes.subarray(0, 4)), signature: bytes.subarray(4) });
  }
  const signed = utf8(`${origin}\n${size}\n${root}\n${more}`);
  return { note, origin, size: Number(size), root: hash, signed, signatures };
}

/** Who of these signed the checkpoint; null for none. A signature that only says to be one of theirs is `forged`. */
export async function findSigner(
  digests: Digests,
  checkpoint: Checkpoint,
  keys: readonly VerifierKey[],
): Promise<VerifierKey | "forged" | null> {
  let forged = false;
  for (const { name, id, signature } of checkpoint.signatures) {
    for (const key of keys.filter((known) => known.name === name && known.id === id)) {
      if (signature.length === 64 && (await digests.verifyEd25519(key.publicKey, checkpoint.signed, signature)))
        return key;
      forged = true;
    }
  }
  return forged ? "forged" : null;
}
