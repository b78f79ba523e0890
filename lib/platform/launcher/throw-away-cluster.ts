import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Cluster, startCluster } from "./cluster";
import { onShutdown } from "./shutdown";

/** A cluster of its own in the system's temporary folder, which is removed when it stops. */
export async function startThrowAwayCluster(): Promise<Cluster> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-"));
  await chmod(folder, 0o711);
  const remove = () => rm(folder, { recursive: true, force: true });
  const cluster = await startCluster(folder, "throw-away").catch(async (error) => {
    await remove();
    throw error;
  });
  const stop = async () => {
    await cluster.stop();
    await remove();
  };
  onShutdown(stop);
  return { ...cluster, stop };
}
