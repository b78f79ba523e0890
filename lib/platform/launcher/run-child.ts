import { once } from "node:events";
import { onShutdown } from "./shutdown";
import { spawnTied } from "./tied-child";

/** Runs a program of Node's in the foreground; resolves with its exit code. */
export async function runChild(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawnTied("TERM", process.execPath, args, { env, stdio: "inherit" });
  const ended = once(child, "exit");
  onShutdown(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const [code] = await ended;
  return code ?? 1;
}
