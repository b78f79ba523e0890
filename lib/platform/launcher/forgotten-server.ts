import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./report";

/**
 * A launcher that was killed leaves its Postgres running, or at least Postgres's pid file. The first is shut down; the
 * second is removed where its number belongs to no Postgres any more, for Postgres would refuse to start if the system
 * gave that number to another process.
 */
export async function endForgottenServer(data: string): Promise<void> {
  const pidFile = path.join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  if (!isServerOf(pid, data)) return rm(pidFile, { force: true });
  say("Stopping the Postgres that an earlier run left behind.");
  process.kill(pid, "SIGINT");
  while (isServerOf(pid, data)) await sleep(100);
}

function isServerOf(pid: number, data: string): boolean {
  return commandOf(pid).includes(data);
}

function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
