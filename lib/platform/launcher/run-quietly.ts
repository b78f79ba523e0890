import type { SpawnOptions } from "node:child_process";
import { onShutdown } from "./shutdown";
import { spawnTied } from "./tied-child";

/** Runs a program whose output matters only if it fails. */
export function runQuietly(
  program: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawnTied("KILL", program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    onShutdown(async () => void child.kill("SIGKILL"));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
