import { isSigned } from "@/lib/audit/verify/anchors";
import type { Digests } from "@/lib/audit/verify/digests";
import type { Findings } from "@/lib/audit/verify/findings";
import type { KeyRing, SignedBy } from "@/lib/audit/verify/keys";
import { verifyConsistency } from "@/lib/audit/verify/merkle-proof";
import type { ProofFile } from "@/lib/audit/verify/proof-file";
import { parseCheckpoint } from "@/lib/audit/verify/signed-note";
import type { EventsRead } from "@/lib/audit/verify/verify-events";

/** The log's root at a size, once its leaves are proven: from the leaves, the checkpoint, or a proof of consistency. */
export async function knownRoots(
  digests: Digests,
  read: EventsRead,
  { checkpoint }: SignedBy,
  proof: ProofFile | null,
  keys: KeyRing,
  findings: Findings,
): Promise<(size: number) => Uint8Array | null> {
  const roots = new Map(read.rootsAt).set(checkpoint.size, checkpoint.root);
  const later = { size: BigInt(checkpoint.size), root: checkpoint.root };
  for (const { from, note, proof: path } of proof?.consistency ?? []) {
    const earlier = parseCheckpoint(note);
    if (earlier === null || earlier.size !== from || earlier.origin !== checkpoint.origin) {
      findings.wrong(`proof.json holds a proof of growth from size ${from} without a checkpoint of that size.`);
      continue;
    }
    if (!(await isSigned(digests, earlier, keys, "A checkpoint in proof.json", findings))) continue;
    const outcome = verifyConsistency(digests, { size: BigInt(from), root: earlier.root }, later, path);
    if (outcome === "consistent") roots.set(from, earlier.root);
    else if (outcome === "diverged") {
      findings.add(
        "diverged",
        `There are two signed histories: this log does not begin as the signed checkpoint of size ${from} says. Something before index ${from} was written anew.`,
      );
    } else {
      findings.wrong(
        `The proof that the log of size ${from} grew into this one does not fit: it is damaged, or the log was written anew.`,
      );
    }
  }
  return (size) => roots.get(size) ?? null;
}
