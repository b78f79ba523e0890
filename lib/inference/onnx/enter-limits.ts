// Part of programs that bare Node runs: only erasable syntax and node: modules.
import { Worker } from "node:worker_threads";

/** To be called first of all in a program that `startLimited` runs. Gives the program's arguments. */
export function enterLimits(): string[] {
  const [watchedBytes, ...args] = process.argv.slice(2);
  // Ctrl+C and a service manager's stop reach the whole process group; only the parent knows when its models may go.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  if (Number(watchedBytes) > 0) watchMemory(Number(watchedBytes));
  return args;
}

/** Ends this process when its resident memory goes over `bytes`. In a thread of its own, for a model blocks ours. */
function watchMemory(bytes: number): void {
  const watch = `
    const { workerData: bytes } = require("node:worker_threads");
    setInterval(() => process.memoryUsage.rss() > bytes && process.kill(process.pid, "SIGKILL"), 50);
  `;
  new Worker(watch, { eval: true, workerData: bytes, env: {} }).unref();
}
