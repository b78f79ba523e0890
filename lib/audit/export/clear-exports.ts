import "server-only";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { exportFolder, exportsFolder, unfinishedFolder } from "@/lib/audit/export/export-folder";
import { tryExportLock } from "@/lib/audit/export/export-lock";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";

/** A download that began just before its link expired is let through. */
const graceMs = 60 * 60 * 1000;

/**
 * Closes links that have expired, and removes files that nobody can fetch any more and that are no part of an export to
 * come. Does nothing while a bundle is made.
 */
export async function clearExports(): Promise<void> {
  await database.exportJob.updateMany({
    where: { status: "ready", linkExpiresAt: { lte: clock.now() } },
    data: { status: "gone" },
  });
  const lying = await readdir(exportsFolder()).catch(() => []);
  if (lying.length === 0) return;
  await withByteConnection(async (connection) => {
    if (!(await tryExportLock(connection, "making"))) return;
    const lately = { fetchedAt: null, linkExpiresAt: { gt: new Date(clock.now().getTime() - graceMs) } };
    const kept = await database.exportJob.findMany({
      where: { OR: [{ status: { in: ["queued", "running", "ready"] } }, { status: "gone", ...lately }] },
      select: { id: true },
    });
    const names = new Set(
      kept.flatMap(({ id }) => [exportFolder(id), unfinishedFolder(id)]).map((it) => path.basename(it)),
    );
    for (const name of lying) {
      if (names.has(name)) continue;
      await rm(path.join(/* turbopackIgnore: true */ exportsFolder(), name), { recursive: true, force: true });
    }
  });
}
