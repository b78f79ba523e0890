import { bytesOfHex } from "@/lib/audit/verify/bytes";
import { countIn, listOf, objectOf, parseObject, textIn } from "@/lib/audit/verify/json-shape";

/** What ties the range to the tree: the rest of the tree on either side, and its growth from earlier checkpoints. */
export interface ProofFile {
  left: Uint8Array[];
  right: Uint8Array[];
  consistency: { from: number; note: string; proof: Uint8Array[] }[];
}

/** A hash in hex; null for anything else. */
export function readHash(value: unknown): Uint8Array | null {
  const bytes = bytesOfHex(value);
  return bytes?.length === 32 ? bytes : null;
}

export function parseProofFile(text: string | null): ProofFile | null {
  const json = parseObject(text);
  const left = listOf(json?.left, readHash);
  const right = listOf(json?.right, readHash);
  const consistency = listOf(json?.consistency, (value) => {
    const object = objectOf(value);
    const from = countIn(object?.from);
    const note = textIn(object?.note);
    const proof = listOf(object?.proof, readHash);
    return from === null || note === null || proof === null ? null : { from, note, proof };
  });
  return left === null || right === null || consistency === null ? null : { left, right, consistency };
}
