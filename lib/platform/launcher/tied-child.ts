import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";

const setpriv = "/usr/bin/setpriv";

/** Starts a program that gets a signal should this process be killed, where the system can do that (Linux). */
export function spawnTied(
  signal: "INT" | "TERM" | "KILL",
  program: string,
  args: string[],
  options: SpawnOptions,
): ChildProcess {
  if (!existsSync(setpriv)) return spawn(program, args, options);
  return spawn(setpriv, ["--pdeathsig", signal, "--", program, ...args], options);
}
