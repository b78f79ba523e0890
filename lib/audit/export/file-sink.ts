import "server-only";
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** What a manifest says about a file. */
export interface FileFacts {
  bytes: number;
  /** In hex. */
  sha256: string;
}

/** A new file that only its owner may read, counted and hashed as it is written. */
export class FileSink {
  readonly #hash = createHash("sha256");
  #bytes = 0;

  private constructor(private readonly handle: FileHandle) {}

  static async create(path: string): Promise<FileSink> {
    return new FileSink(await open(/* turbopackIgnore: true */ path, "wx", 0o600));
  }

  /** Resolves when the bytes are with the operating system: whoever awaits it never runs ahead of the disk. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += (await this.handle.write(bytes, at)).bytesWritten;
    this.#bytes += bytes.length;
  }

  /** Closes the file once all of it is on the disk. */
  async finish(): Promise<FileFacts> {
    await this.handle.sync();
    await this.handle.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Closes it half-written. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }
}
