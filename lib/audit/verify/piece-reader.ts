import { concat } from "@/lib/audit/verify/bytes";
import type { SummedReader } from "@/lib/audit/verify/summed-reader";

const lineFeed = 10;
const nothing = new Uint8Array();

/**
 * Cuts a file into pieces: lines, or records of one length. `take` gives what is in memory already, so that millions of
 * pieces need not wait for anything; `next` reads on.
 */
abstract class PieceReader {
  readonly #reader: SummedReader;
  /** The beginning of a piece that goes on in `chunk`. */
  protected carry: Uint8Array = nothing;
  protected chunk: Uint8Array = nothing;
  protected at = 0;

  /** `longest` in bytes: a piece beyond it is none, and ends the reading. */
  constructor(
    reader: SummedReader,
    protected readonly longest: number,
  ) {
    this.#reader = reader;
  }

  /** The next piece, if all of it has been read; it counts only until the one after it is asked for. */
  abstract take(): Uint8Array | undefined;

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.take();
      if (piece !== undefined || !(await this.#readOn())) return piece;
    }
  }

  /** Bytes after the last whole piece, once there is no next one. */
  get rest(): number {
    return this.carry.length + this.chunk.length - this.at;
  }

  async #readOn(): Promise<boolean> {
    if (this.rest > this.longest) return false;
    const chunk = await this.#reader.next();
    if (chunk === null) return false;
    this.carry = concat(this.carry, this.chunk.subarray(this.at));
    this.chunk = chunk;
    this.at = 0;
    return true;
  }
}

/** Lines that end in LF, without it. Each has one byte before it that is 0: the prefix of a leaf (RFC 6962). */
export class LineReader extends PieceReader {
  take(): Uint8Array | undefined {
    const { chunk, at } = this;
    const end = chunk.indexOf(lineFeed, at);
    if (end < 0) return undefined;
    this.at = end + 1;
    if (at === 0) {
      const line = concat(Uint8Array.of(0), this.carry, chunk.subarray(0, end));
      this.carry = nothing;
      return line;
    }
    // What stood there is the line feed of the line before, which nobody needs any more.
    chunk[at - 1] = 0;
    return chunk.subarray(at - 1, end);
  }
}

/** Records, all of the longest length. */
export class RecordReader extends PieceReader {
  take(): Uint8Array | undefined {
    const { chunk, at, carry } = this;
    const end = at + this.longest - carry.length;
    if (end > chunk.length) return undefined;
    this.at = end;
    if (carry.length === 0) return chunk.subarray(at, end);
    this.carry = nothing;
    return concat(carry, chunk.subarray(at, end));
  }
}
