import type { ByteSource } from "@/lib/audit/verify/byte-source";

/** A SHA-256 that is fed piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** A whole file's length, and its SHA-256 in hex. */
export interface Sum {
  bytes: number;
  sha256: string;
}

/** The cryptography that verifying needs: Node's own in Node (`node-digests.ts`), written out for the browser. */
export interface Digests {
  sha256(bytes: Uint8Array): Uint8Array;
  hasher(): Hasher;
  /** Sums a file beside everything else, where this machine can do two things at once; null where not this file. */
  sumAside?(source: ByteSource): Promise<Sum> | null;
  /** Throws a `CannotCheck` where this machine knows no Ed25519. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** This machine cannot do what verifying needs, or the caller asked for something that makes no sense. */
export class CannotCheck extends Error {}
