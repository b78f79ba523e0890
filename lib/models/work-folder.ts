import "server-only";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/platform/env";

/** What is older was left behind by a process that was killed. */
const staleMs = 24 * 3_600_000;

/**
 * Does something with a folder of its own for large files, which goes with all that is in it. It lies in the data folder,
 * because the machine's own place for such things may be small, or in memory.
 */
export async function withWorkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const place = join(env.dataDir, "uploads");
  await mkdir(/* turbopackIgnore: true */ place, { recursive: true });
  await removeStale(place);
  const folder = await mkdtemp(join(place, "model-"));
  try {
    return await work(folder);
  } finally {
    await rm(/* turbopackIgnore: true */ folder, { recursive: true, force: true });
  }
}

async function removeStale(place: string): Promise<void> {
  for (const name of await readdir(/* turbopackIgnore: true */ place)) {
    const folder = join(place, name);
    const info = await stat(/* turbopackIgnore: true */ folder).catch(() => null);
    if (info !== null && Date.now() - info.mtimeMs > staleMs) {
      await rm(/* turbopackIgnore: true */ folder, { recursive: true, force: true });
    }
  }
}
