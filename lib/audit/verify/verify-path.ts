import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Progress } from "@/lib/audit/verify/bundle-files";
import type { ByteSource } from "@/lib/audit/verify/byte-source";
import type { Asked } from "@/lib/audit/verify/keys";
import { nodeDigests } from "@/lib/audit/verify/node-digests";
import { SummingThread } from "@/lib/audit/verify/summing-thread";
import type { Verification } from "@/lib/audit/verify/verification";
import { verifyFile, verifyFiles } from "@/lib/audit/verify/verify";

interface OpenFile extends ByteSource {
  close(): Promise<void>;
}

async function openFile(file: string): Promise<OpenFile> {
  const handle = await open(file, "r");
  const { size } = await handle.stat();
  return {
    size,
    file: { path: file, from: 0 },
    async read(start, end) {
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, end - start));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

/** Verifies a bundle (a tar file or a folder) or a receipt on disk. Throws what the file system throws. */
export async function verifyPath(
  target: string,
  asked: Asked,
  progress: Progress = () => undefined,
): Promise<Verification> {
  const files = new Map<string, OpenFile>();
  const thread = new SummingThread();
  const digests = { ...nodeDigests, sumAside: (source: ByteSource) => thread.sum(source) };
  try {
    if (!(await stat(target)).isDirectory()) {
      const file = await openFile(target);
      files.set(target, file);
      return await verifyFile(digests, file, asked, progress);
    }
    for (const entry of await readdir(target, { withFileTypes: true })) {
      if (entry.isFile()) files.set(entry.name, await openFile(path.join(target, entry.name)));
    }
    return await verifyFiles(digests, files, asked, progress);
  } finally {
    await thread.close();
    for (const file of files.values()) await file.close();
  }
}
