import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "@/lib/platform/launcher/free-port";

/** A whole installation of its own, started as `npm start` starts one. */
export interface Instance {
  url: string;
  dataFolder: string;
  launcherPid: number;
  /** What it printed so far. */
  output(): string;
  /** Sends the launcher a signal; resolves with its exit code once it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Starts an installation on a free port and resolves when it says that it is ready. Keeps an existing data folder. */
export async function startInstance(env: Record<string, string> = {}, existingDataFolder?: string): Promise<Instance> {
  const dataFolder = existingDataFolder ?? (await newDataFolder());
  const port = await freePort();
  const { DATABASE_URL, DATABASE_APP_URL, ...inherited } = process.env;
  const launcher = spawn(process.execPath, ["lib/platform/launcher/bootstrap.mjs", "start"], {
    env: { ...inherited, PORT: String(port), HOST: "127.0.0.1", DATA_DIR: dataFolder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(launcher, "exit").then(([code]) => code as number | null);
  let output = "";
  const ready = new Promise<void>((resolve) => {
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (/^Ready: /m.test(output)) resolve();
      });
    }
  });
  const end = (signal: NodeJS.Signals) => {
    launcher.kill(signal);
    return ended;
  };
  await Promise.race([ready, ended.then(() => Promise.reject(new Error(`The instance did not start:\n${output}`)))]);
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    launcherPid: launcher.pid ?? 0,
    output: () => output,
    end,
    async stop() {
      await end("SIGTERM");
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The accounts and the API key that the demo's set-up left in a data folder. */
export async function readDemoAccess(dataFolder: string): Promise<{
  accounts: { email: string; password: string; role: string }[];
  apiKey: string;
}> {
  return JSON.parse(await readFile(path.join(dataFolder, "demo.json"), "utf8"));
}

async function newDataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-instance-"));
  // As root, Postgres is another user, who must be able to pass through.
  await chmod(folder, 0o711);
  return folder;
}
