import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { applicationEnvironment } from "./application-environment";
import { buildIfStale } from "./build";
import { prepareDataFolder } from "./data-folder.mjs";
import { demoAccessLines, setUpDemo } from "./demo";
import { webMemory, workerMemory } from "./memory-flags";
import { openDatabase } from "./open-database";
import { say } from "./report";
import { loadSecrets } from "./secrets";
import { supervise } from "./supervise";
import { webAddress } from "./web-address.mjs";

/** `npm start` and `npm run dev`: all that an installation needs on one machine, until it is told to stop. */
export async function start(mode: "start" | "dev"): Promise<undefined> {
  const { port, host, origin } = webAddress();
  const dataFolder = prepareDataFolder();
  const secrets = await loadSecrets(dataFolder);
  const { ownerUrl, appUrl } = await openDatabase(dataFolder, secrets);
  const env = applicationEnvironment(dataFolder, appUrl, secrets);
  await setUpDemo(dataFolder, ownerUrl, env);
  if (mode === "start") await buildIfStale(env);

  const preload = ["--import", "./lib/platform/launcher/web-preload.mjs"];
  const address = ["-p", String(port), ...(host ? ["-H", host] : [])];
  const watch = mode === "dev" ? ["--watch"] : [];
  // `next dev` hands its flags on by NODE_OPTIONS, which does not let these in.
  const limits = mode === "start" ? webMemory : [];
  const output = mode === "dev" ? "all" : "log";
  await Promise.all([
    supervise({
      name: "web",
      args: [...preload, ...limits, "node_modules/next/dist/bin/next", mode, ...address],
      ready: (child) => answersHealth(child, origin),
      env: { ...env, NODE_ENV: mode === "dev" ? "development" : "production" },
      output,
    }),
    supervise({
      name: "worker",
      args: [...watch, ...workerMemory, ...process.execArgv, "lib/jobs/worker.ts"],
      ready: saysReady,
      env,
      output,
    }),
  ]);
  say(`Ready: http://localhost:${port}`);
  for (const line of await demoAccessLines(dataFolder)) say(line);
}

async function answersHealth(child: ChildProcess, origin: string): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${origin}/api/v1/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
}

async function saysReady(child: ChildProcess): Promise<void> {
  for (;;) {
    const [message] = await once(child, "message");
    if (message === "ready") return;
  }
}
