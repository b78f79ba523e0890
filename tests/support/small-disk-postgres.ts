import { appendFile, stat, statfs, truncate } from "node:fs/promises";
import path from "node:path";
import { openDatabase } from "@/lib/platform/launcher/open-database";
import { loadSecrets } from "@/lib/platform/launcher/secrets";
import { shutDownOnSignals } from "@/lib/platform/launcher/shutdown";

/**
 * What the launcher does for the database, in a process that has a disk of its own under DATA_DIR. Tells its parent where
 * the database is; for each number that it is sent, leaves that many bytes of the disk free, by a ballast beside the data.
 */
shutDownOnSignals(0);
const folder = process.env.DATA_DIR ?? "";
const ballast = path.join(folder, "ballast");
await appendFile(ballast, "");

process.on("message", async (free: number) => {
  const { bavail, bsize } = await statfs(folder);
  const tooMuch = bavail * bsize - free;
  if (tooMuch > 0) await appendFile(ballast, Buffer.alloc(tooMuch)).catch(unlessFull);
  else await truncate(ballast, Math.max(0, (await stat(ballast)).size + tooMuch));
  process.send?.("done");
});
process.send?.(await openDatabase(folder, await loadSecrets(folder)));

/** Others write meanwhile, so that there may be less room than there was. */
function unlessFull(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOSPC") throw error;
}
