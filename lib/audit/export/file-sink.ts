import "server-only";
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** What a manifest says about a file. */
export interface FileFacts {
  bytes: number;
  /** In hex. */
  sha256: string;
}

const pieceBytes = 256 * 1024;

/** A file that only its owner may read, counted and hashed as it is written. */
export class FileSink {
  readonly #hash = createHash("sha256");
  #bytes = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** A new file; throws where there is one already. */
  static async create(path: string): Promise<FileSink> {
    return new FileSink(await open(/* turbopackIgnore: true */ path, "wx", 0o600));
  }

  /** Goes on with a file where it was when these facts held, and cuts off what came after. Null where it holds other bytes. */
  static async reopen(path: string, facts: FileFacts): Promise<FileSink | null> {
    const handle = await open(/* turbopackIgnore: true */ path, "r+").catch(() => null);
    if (handle === null) return null;
    const sink = new FileSink(handle);
    try {
      await sink.#readAgain(facts.bytes);
      if (sink.facts().bytes === facts.bytes && sink.facts().sha256 === facts.sha256) {
        await handle.truncate(facts.bytes);
        return sink;
      }
    } catch (error) {
      await sink.abandon();
      throw error;
    }
    await sink.abandon();
    return null;
  }

  async #readAgain(bytes: number): Promise<void> {
    const piece = Buffer.allocUnsafe(pieceBytes);
    while (this.#bytes < bytes) {
      const { bytesRead } = await this.handle.read(piece, 0, Math.min(pieceBytes, bytes - this.#bytes), this.#bytes);
      if (bytesRead === 0) return;
      this.#hash.update(piece.subarray(0, bytesRead));
      this.#bytes += bytesRead;
    }
  }

  /**
   * Resolves when the bytes are with the operating system: whoever awaits it never runs ahead of the disk. They are
   * written at their place, so a process that was taken for dead and writes on changes nothing: the bytes are the same.
   */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      at += (await this.handle.write(bytes, at, bytes.length - at, this.#bytes + at)).bytesWritten;
    }
    this.#bytes += bytes.length;
  }

  /** What was written so far. */
  facts(): FileFacts {
    return { bytes: this.#bytes, sha256: this.#hash.copy().digest("hex") };
  }

  /** Resolves when all that was written is on the disk. */
  async sync(): Promise<void> {
    await this.handle.datasync();
  }

  /** Closes the file once all of it is on the disk. */
  async finish(): Promise<FileFacts> {
    await this.handle.sync();
    await this.handle.close();
    return this.facts();
  }

  /** Closes it as it is; does nothing where it is closed. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }
}
