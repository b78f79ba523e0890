// Part of programs that bare Node runs: only erasable syntax and no imports of ours.

/** Numbers as they lie in memory. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | BigInt64Array | Uint8Array;

/** What one side says to the other: anything that JSON can hold, and numbers beside it. */
export interface Frame {
  message: unknown;
  /** The numbers' bytes. Each begins where an array of any of these types may. */
  parts: Uint8Array<ArrayBuffer>[];
}

const prefixBytes = 8;
const aligned = (length: number) => Math.ceil(length / 8) * 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The bytes of a frame: the length of all that follows the prefix, the length of the header, the header, the numbers. The
 * header is JSON; it holds the numbers' lengths beside the message. Not Node's own message channel, which copies values
 * one by one and would have us read what an attacker may have written as JavaScript objects of any kind.
 */
export function toFrame(message: unknown, numbers: readonly Numbers[] = []): Uint8Array {
  const header = encoder.encode(JSON.stringify({ message, lengths: numbers.map(({ byteLength }) => byteLength) }));
  const start = prefixBytes + aligned(header.length);
  const bytes = new Uint8Array(numbers.reduce((sum, { byteLength }) => sum + aligned(byteLength), start));
  const prefix = new DataView(bytes.buffer, 0, prefixBytes);
  prefix.setUint32(0, bytes.length - prefixBytes, true);
  prefix.setUint32(4, header.length, true);
  bytes.set(header, prefixBytes);
  let at = start;
  for (const { buffer, byteOffset, byteLength } of numbers) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  return bytes;
}

/** Puts frames together from the pieces that a stream gives. */
export class FrameReader {
  readonly #longest: number;
  readonly #prefix = new Uint8Array(prefixBytes);
  #body: Uint8Array<ArrayBuffer> | null = null;
  /** How many bytes of the prefix, or of the body, are there. */
  #filled = 0;

  /** A frame of more than `longest` bytes is refused before there is room made for it. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** @throws Error where the bytes are no frames. */
  *read(piece: Uint8Array): Generator<Frame> {
    for (let at = 0; at < piece.length; ) {
      const target = this.#body ?? this.#prefix;
      const count = Math.min(target.length - this.#filled, piece.length - at);
      target.set(piece.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < target.length) return;
      this.#filled = 0;
      if (this.#body === null) {
        this.#body = this.#begin();
      } else {
        const body = this.#body;
        this.#body = null;
        yield this.#finish(body);
      }
    }
  }

  #begin(): Uint8Array<ArrayBuffer> {
    const [length, header] = this.#lengths();
    if (length > this.#longest || header === 0 || header > length) throw new Error("This is no frame.");
    return new Uint8Array(length);
  }

  #finish(body: Uint8Array<ArrayBuffer>): Frame {
    const [, headerLength] = this.#lengths();
    const header: unknown = JSON.parse(decoder.decode(body.subarray(0, headerLength)));
    if (typeof header !== "object" || header === null || !("message" in header)) throw new Error("This is no frame.");
    const lengths = "lengths" in header && Array.isArray(header.lengths) ? header.lengths : [];
    let at = aligned(headerLength);
    const parts = lengths.map((length: unknown) => {
      const begin = at;
      at += aligned(Number(length));
      if (!(at >= begin && at <= body.length)) throw new Error("This is no frame.");
      return body.subarray(begin, begin + Number(length));
    });
    return { message: header.message, parts };
  }

  #lengths(): [length: number, header: number] {
    const prefix = new DataView(this.#prefix.buffer);
    return [prefix.getUint32(0, true), prefix.getUint32(4, true)];
  }
}
