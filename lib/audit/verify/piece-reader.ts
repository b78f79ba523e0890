import type { SummedReader } from "@/lib/audit/verify/summed-reader";

const lineFeed = 10;

/**
 * Cuts a file into pieces: lines, or records of one length. `take` gives what is in memory already, so that millions of
 * pieces need not wait for anything; `next` reads on.
 */
abstract class PieceReader {
  readonly #reader: SummedReader;
  readonly #spare: number;
  protected buffer: Uint8Array;
  protected at: number;

  /** `spare` bytes before each piece belong to whoever takes it. */
  constructor(reader: SummedReader, spare: number) {
    this.#reader = reader;
    this.#spare = spare;
    this.buffer = new Uint8Array(spare);
    this.at = spare;
  }

  abstract take(): Uint8Array | undefined;

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.take();
      if (piece !== undefined || !(await this.#fill())) return piece;
    }
  }

  /** Bytes after the last whole piece, once there is no next one. */
  get rest(): number {
    return this.buffer.length - this.at;
  }

  async #fill(): Promise<boolean> {
    if (this.rest > this.longest) return false;
    const chunk = await this.#reader.next();
    if (chunk === null) return false;
    const joined = new Uint8Array(this.#spare + this.rest + chunk.length);
    joined.set(this.buffer.subarray(this.at), this.#spare);
    joined.set(chunk, this.#spare + this.rest);
    this.buffer = joined;
    this.at = this.#spare;
    return true;
  }

  protected abstract readonly longest: number;
}

/** Lines that end in LF, without it. Each has one byte before it that is 0: the prefix of a leaf (RFC 6962). */
export class LineReader extends PieceReader {
  protected readonly longest: number;

  /** `longest` in bytes: a line beyond it is none, and ends the reading. */
  constructor(reader: SummedReader, longest: number) {
    super(reader, 1);
    this.longest = longest;
  }

  take(): Uint8Array | undefined {
    const end = this.buffer.indexOf(lineFeed, this.at);
    if (end < 0) return undefined;
    // What stood there is the line feed of the line before, which nobody needs any more.
    this.buffer[this.at - 1] = 0;
    const line = this.buffer.subarray(this.at - 1, end);
    this.at = end + 1;
    return line;
  }
}

/** Records of `width` bytes. */
export class RecordReader extends PieceReader {
  protected readonly longest: number;

  constructor(reader: SummedReader, width: number) {
    super(reader, 0);
    this.longest = width;
  }

  take(): Uint8Array | undefined {
    const end = this.at + this.longest;
    if (end > this.buffer.length) return undefined;
    const record = this.buffer.subarray(this.at, end);
    this.at = end;
    return record;
  }
}
