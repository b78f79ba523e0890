import type { ByteSource } from "@/lib/audit/verify/byte-source";
import { hexOf } from "@/lib/audit/verify/bytes";
import type { Digests, Hasher, Sum } from "@/lib/audit/verify/digests";

const chunkSize = 1 << 20;

/** Reads a file from its beginning, and sums it up on the way. */
export class SummedReader {
  readonly #source: ByteSource;
  readonly #hasher: Hasher | null;
  readonly #aside: Promise<Sum> | null;
  readonly #onBytes: (count: number) => void;
  #at = 0;
  #ahead: Promise<Uint8Array> | null = null;

  constructor(source: ByteSource, digests: Digests, onBytes: (count: number) => void) {
    this.#source = source;
    this.#aside = digests.sumAside?.(source) ?? null;
    this.#hasher = this.#aside === null ? digests.hasher() : null;
    this.#onBytes = onBytes;
  }

  /** The next piece; null at the end. The one after it is fetched meanwhile. */
  async next(): Promise<Uint8Array | null> {
    const chunk = await (this.#ahead ?? this.#readFrom(this.#at));
    this.#at += chunk.length;
    this.#ahead = chunk.length === 0 ? Promise.resolve(chunk) : this.#readFrom(this.#at);
    if (chunk.length === 0) return null;
    this.#hasher?.update(chunk);
    this.#onBytes(chunk.length);
    return chunk;
  }

  /** Of the whole file, what nobody asked for included. The last call. */
  async finish(): Promise<Sum> {
    if (this.#hasher === null && this.#aside !== null) {
      this.#onBytes(this.#source.size - this.#at);
      return this.#aside;
    }
    while ((await this.next()) !== null);
    return { bytes: this.#at, sha256: hexOf(this.#hasher?.digest() ?? new Uint8Array()) };
  }

  #readFrom(at: number): Promise<Uint8Array> {
    const fetched = this.#source.read(at, Math.min(at + chunkSize, this.#source.size));
    // It is awaited by whoever asks for the next piece, and must not count as unhandled until then.
    fetched.catch(() => undefined);
    return fetched;
  }
}
