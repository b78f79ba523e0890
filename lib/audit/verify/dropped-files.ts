import { browserDigests } from "@/lib/audit/verify/browser-digests";
import type { Progress } from "@/lib/audit/verify/bundle-files";
import { blobSource } from "@/lib/audit/verify/byte-source";
import type { Asked } from "@/lib/audit/verify/keys";
import type { Verification } from "@/lib/audit/verify/verification";
import { verifyFile, verifyFiles } from "@/lib/audit/verify/verify";

/** The files that were dropped, those in dropped folders included. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  // Entries are there only until the event's handler gives way.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map((entry) => (entry === null ? [] : filesIn(entry))))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  // A folder is told in portions, until one is empty.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return found;
    for (const child of portion.filter(({ isFile }) => isFile)) found.push(...(await filesIn(child)));
  }
}

/** What a person calls what they dropped. */
export function nameOf(files: readonly File[]): string {
  const [first] = files;
  // Only where a folder was chosen: what is dropped does not tell.
  const folder = first?.webkitRelativePath.split("/", 1)[0];
  if (folder) return folder;
  return files.length === 1 && first !== undefined ? first.name : `${files.length} files`;
}

/** Verifies one dropped file, or several that are a bundle's, in this browser. */
export function verifyDropped(files: readonly File[], asked: Asked, progress: Progress): Promise<Verification> {
  const [only] = files;
  if (files.length === 1 && only !== undefined && only.name !== "manifest.json") {
    return verifyFile(browserDigests, blobSource(only), asked, progress);
  }
  const sources = new Map(files.map((file) => [file.name, blobSource(file)]));
  return verifyFiles(browserDigests, sources, asked, progress);
}
