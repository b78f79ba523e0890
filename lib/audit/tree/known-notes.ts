import "server-only";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { notesIn } from "@/lib/audit/tree/signed-note";
import { env } from "@/lib/platform/env";

/** Of an anchor file, its end is read: room for some hundred checkpoints. */
const tailBytes = 64 * 1024;

const keptFile = () => path.join(/* turbopackIgnore: true */ env.dataDir, "audit-checkpoint");

const isMissing = (error: unknown) => (error as { code?: string }).code === "ENOENT";

/** The newest checkpoint that this installation signed, as it remembers outside of the database; null where it has not. */
export async function readKeptNote(): Promise<string | null> {
  try {
    return notesIn(await readFile(keptFile(), "utf8")).at(-1) ?? null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Remembers a checkpoint outside of the database; on disk once this resolves. */
export async function keepNote(note: string): Promise<void> {
  await mkdir(env.dataDir, { recursive: true });
  const draft = `${keptFile()}.draft`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(note);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, keptFile());
}

/** The latest checkpoints in the anchor file, the newest last; none where there is no such file. */
export async function readAnchorFile(anchorFile: string): Promise<string[]> {
  return notesIn(await readEnd(anchorFile));
}

async function readEnd(anchorFile: string): Promise<string> {
  try {
    const file = await open(anchorFile, "r");
    try {
      const { size } = await file.stat();
      const end = Buffer.alloc(Math.min(size, tailBytes));
      await file.read(end, 0, end.length, size - end.length);
      return end.toString("utf8");
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

/** Adds a checkpoint to the anchor file, with an empty line behind it; on disk once this resolves. Once only. */
export async function appendToAnchorFile(anchorFile: string, note: string): Promise<void> {
  const end = await readEnd(anchorFile);
  if (notesIn(end).includes(note)) return;
  // What a crash cut off must not become part of this one.
  const gap = end === "" || end.endsWith("\n\n") ? "" : "\n\n";
  const file = await open(anchorFile, "a", 0o644);
  try {
    await file.appendFile(`${gap}${note}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
