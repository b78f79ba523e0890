import { equalBytes } from "@/lib/audit/verify/bytes";
import { CannotCheck, type Digests } from "@/lib/audit/verify/digests";
import type { Findings } from "@/lib/audit/verify/findings";
import { findNotes } from "@/lib/audit/verify/found-notes";
import type { KeyRing } from "@/lib/audit/verify/keys";
import { type Checkpoint, findSigner, parseCheckpoint } from "@/lib/audit/verify/signed-note";

/** What a checkpoint of the same log said that was published: by the bundle's word, or brought by the auditor. */
export interface Anchor {
  size: number;
  root: Uint8Array;
  brought: boolean;
}

/** The checkpoints that the auditor brought. Throws `CannotCheck` where a text holds none. */
export async function broughtAnchors(
  digests: Digests,
  texts: readonly string[],
  log: { origin: string; keys: KeyRing },
  findings: Findings,
): Promise<Anchor[]> {
  const anchors: Anchor[] = [];
  for (const text of texts) {
    const notes = findNotes(text);
    if (notes.length === 0) throw new CannotCheck("There is no checkpoint in the anchor that you gave.");
    const checkpoints = notes.map(parseCheckpoint);
    if (checkpoints.every((checkpoint) => checkpoint !== null && checkpoint.origin !== log.origin)) {
      findings.wrong(`The anchor that you gave is of another log, "${checkpoints[0]?.origin}".`);
    }
    for (const checkpoint of checkpoints) {
      if (checkpoint === null) findings.wrong("A checkpoint in the anchor that you gave is damaged.");
      else if (checkpoint.origin === log.origin) {
        if (await isSigned(digests, checkpoint, log.keys, "The anchored checkpoint that you gave", findings)) {
          anchors.push({ size: checkpoint.size, root: checkpoint.root, brought: true });
        }
      }
    }
  }
  return anchors;
}

/** Whether a known key signed the checkpoint; says so where none did. `what` begins the sentence. */
export async function isSigned(
  digests: Digests,
  checkpoint: Checkpoint,
  keys: KeyRing,
  what: string,
  findings: Findings,
): Promise<boolean> {
  // That there is no key at all has been said.
  if (keys.known.length === 0) return false;
  const signer = await findSigner(digests, checkpoint, keys.known);
  if (signer === "forged") findings.wrong(`${what}, of size ${checkpoint.size}, has a wrong signature.`);
  else if (signer === null) {
    findings.wrong(
      `${what}, of size ${checkpoint.size}, is signed by an unknown key, so it confirms nothing. Give that key too, if you have it from a source that you trust.`,
    );
  }
  return signer !== null && signer !== "forged";
}

/** How many anchored checkpoints agree with the log, of those brought and of those told; and how many nothing reaches. */
export interface Agreement {
  brought: number;
  told: number;
  beyond: number;
}

/**
 * Holds anchors against the log: `rootAt` gives the root that it had at a size, or null where that cannot be told. Another
 * root under a signature is a second history.
 */
export function compareAnchors(
  anchors: readonly Anchor[],
  rootAt: (size: number) => Uint8Array | null,
  findings: Findings,
): Agreement {
  const agreement: Agreement = { brought: 0, told: 0, beyond: 0 };
  const seen = new Map<number, Uint8Array>();
  for (const { size, root, brought } of anchors) {
    const known = rootAt(size);
    const other = known ?? seen.get(size) ?? root;
    seen.set(size, root);
    if (!equalBytes(other, root)) {
      findings.add(
        "diverged",
        `There are two signed histories: the checkpoint of size ${size} that ${brought ? "you gave" : "was anchored"} has another root than ${known === null ? "one of the bundle's own" : "this log had at that size"}. Something before index ${size} was written anew.`,
      );
    } else if (known === null) agreement.beyond++;
    else if (brought) agreement.brought++;
    else agreement.told++;
  }
  return agreement;
}
