import { CannotCheck, type Digests } from "@/lib/audit/verify/digests";
import type { Findings } from "@/lib/audit/verify/findings";
import {
  type Checkpoint,
  findSigner,
  parseCheckpoint,
  parseVerifierKey,
  type VerifierKey,
} from "@/lib/audit/verify/signed-note";

/** What the auditor brings along. */
export interface Asked {
  /** Verifier keys, or their fingerprints (64 hexadecimal digits), that the auditor got from elsewhere. */
  keys: readonly string[];
  /** The name of the log that it should be. */
  origin: string | null;
  /** Texts with checkpoints that were kept outside: an anchor's file, e-mails, notes. */
  anchors: readonly string[];
}

export interface KeyRing {
  /** Every key that can be told: those of the bundle and those given. */
  known: VerifierKey[];
  /** Whether the auditor vouches for the key; nobody does where none was given. */
  trusts(key: VerifierKey): boolean;
  given: boolean;
}

/** Throws `CannotCheck` for a given key that is none. `brought` are those that came with the bundle. */
export function keyRing(digests: Digests, asked: Asked, brought: readonly VerifierKey[]): KeyRing {
  const fingerprints = new Set<string>();
  const known = new Map(brought.map((key) => [key.fingerprint, key]));
  for (const text of asked.keys) {
    const key = parseVerifierKey(digests, text.trim());
    const fingerprint = key?.fingerprint ?? text.trim().toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(fingerprint)) {
      throw new CannotCheck(
        `"${text}" is no key. Give a verifier key (name+id+key, a line of keys.txt) or its fingerprint of 64 hexadecimal digits.`,
      );
    }
    fingerprints.add(fingerprint);
    if (key !== null) known.set(fingerprint, key);
  }
  return {
    known: [...known.values()],
    trusts: (key) => fingerprints.has(key.fingerprint),
    given: fingerprints.size > 0,
  };
}

export interface SignedBy {
  checkpoint: Checkpoint;
  key: VerifierKey;
  /** Whether the auditor gave the key, or it came with what is to be verified. */
  trusted: boolean;
}

/**
 * The checkpoint that the note is, if one of the keys signed it and it is of the log that it should be; null after
 * saying what is wrong with it.
 */
export async function readCheckpoint(
  digests: Digests,
  note: string | null,
  expected: { origin: string; asked: Asked; keys: KeyRing },
  findings: Findings,
): Promise<SignedBy | null> {
  const checkpoint = parseCheckpoint(note ?? "");
  if (checkpoint === null) {
    findings.wrong("The checkpoint is no signed note of a log's size and root.");
    return null;
  }
  const { origin, asked, keys } = expected;
  if (checkpoint.origin !== origin) {
    findings.wrong(`The checkpoint is of the log "${checkpoint.origin}", but the rest says to be of "${origin}".`);
  }
  if (asked.origin !== null && checkpoint.origin !== asked.origin) {
    findings.wrong(`This is of the log "${checkpoint.origin}". You asked for "${asked.origin}".`);
  }
  if (keys.known.length === 0) {
    findings.missing("There is no key to check the checkpoint's signature with.");
    return null;
  }
  const key = await findSigner(digests, checkpoint, keys.known);
  if (key === "forged") {
    findings.wrong("The checkpoint's signature is wrong: its text is not the one that was signed.");
    return null;
  }
  if (key === null) {
    findings.wrong("The checkpoint is signed by an unknown key: by none of those that came with it, or that you gave.");
    return null;
  }
  if (key.name !== checkpoint.origin) {
    findings.wrong(`The checkpoint of "${checkpoint.origin}" is signed by a key of another log, "${key.name}".`);
  }
  if (keys.given && !keys.trusts(key)) {
    findings.wrong(`The checkpoint is signed by a key that you did not give: ${key.text}`);
  }
  return { checkpoint, key, trusted: keys.trusts(key) };
}
