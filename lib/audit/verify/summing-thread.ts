import { Worker } from "node:worker_threads";
import type { ByteSource } from "@/lib/audit/verify/byte-source";
import type { Sum } from "@/lib/audit/verify/digests";

interface Request {
  path: string;
  from: number;
  size: number;
}

/** Takes the SHA-256 of files in a thread of its own, one after the other, while the events are gone through. */
export class SummingThread {
  readonly #worker = new Worker(`(${sumFiles})()`, { eval: true });
  readonly #waiting: { resolve(sum: Sum): void; reject(error: unknown): void }[] = [];

  constructor() {
    this.#worker.on("message", (answer: Sum) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on("error", (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** Null for what is no file on disk. */
  sum({ file, size }: ByteSource): Promise<Sum> | null {
    if (file === undefined) return null;
    const sum = new Promise<Sum>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // It is awaited at the end, and must not count as unhandled until then.
    sum.catch(() => undefined);
    this.#worker.postMessage({ ...file, size } satisfies Request);
    return sum;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** What the thread runs. It gets this function's text alone, so nothing outside of it is there. */
function sumFiles(): void {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const { closeSync, openSync, readSync } = process.getBuiltinModule("node:fs");
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  parentPort?.on("message", ({ path, from, size }: Request) => {
    const hash = createHash("sha256");
    const file = openSync(path, "r");
    let bytes = 0;
    while (bytes < size) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, size - bytes), from + bytes);
      if (read === 0) break;
      hash.update(buffer.subarray(0, read));
      bytes += read;
    }
    closeSync(file);
    parentPort.postMessage({ bytes, sha256: hash.digest("hex") });
  });
}
