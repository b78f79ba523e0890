import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal.mjs";
import { say } from "./report";
import { isShuttingDown, onShutdown } from "./shutdown";

interface Program {
  /** What people call it: "the web process". */
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Resolves once a started child does its work. */
  ready: (child: ChildProcess) => Promise<void>;
  /** Everything it prints, or only its log lines (JSON). */
  output: "all" | "log";
}

const longestPauseMs = 30_000;

/**
 * Keeps a program running: started again, after ever longer pauses, whenever it ends by itself. Resolves when it is
 * ready for the first time; rejects if it ends before that.
 */
export async function supervise(program: Program): Promise<void> {
  let child = launch(program);
  onShutdown(() => stop(child));
  await Promise.race([
    program.ready(child),
    endOf(child).then(() =>
      Promise.reject(new Refusal(`The ${program.name} process did not start; why stands above.`)),
    ),
  ]);
  void (async () => {
    for (let failures = 0; ; failures++) {
      const started = Date.now();
      const how = await endOf(child);
      if (isShuttingDown()) return;
      if (Date.now() - started > 60_000) failures = 0;
      const pauseMs = Math.min(1000 * 2 ** failures, longestPauseMs);
      say(`The ${program.name} process ended unexpectedly (${how}); starting it again in ${pauseMs / 1000} s.`);
      await sleep(pauseMs);
      if (isShuttingDown()) return;
      child = launch(program);
    }
  })();
}

function launch({ args, env, output }: Program): ChildProcess {
  // A session of its own: Ctrl+C must reach the launcher only, which stops its children in order.
  const child = spawn(process.execPath, args, {
    env,
    detached: true,
    stdio: ["ignore", output === "all" ? "inherit" : "pipe", "inherit", "ipc"],
  });
  if (child.stdout) {
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith("{")) say(line);
    });
  }
  return child;
}

async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

/** Asks, and after five seconds insists, of the child and of what it started itself. */
async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await Promise.race([endOf(child), sleep(5000)]);
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
