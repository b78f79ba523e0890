import { hashFiles } from "./hash-files.mjs";
import { Refusal } from "./refusal.mjs";
import { say, timed } from "./report";
import { runQuietly } from "./run-quietly";
import { onceFor } from "./stamp.mjs";

/** What the pages are made of. Whatever is not here can change without a new build. */
const sources = [
  "app",
  "components",
  "lib",
  "public",
  "prisma",
  "package-lock.json",
  "next.config.ts",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
];
const notBuilt = /^lib\/platform\/(launcher|generated)\/|^prisma\/.*\.(ts|sql|toml)$/;

/** Builds the pages if the last finished build was of other sources. */
export async function buildIfStale(env: NodeJS.ProcessEnv): Promise<void> {
  await onceFor(
    ".next/countersign-build",
    hashFiles(sources, (file) => !notBuilt.test(file)),
    () => {
      say("Building the pages; this takes about a minute.");
      return timed("Built the pages", () => nextBuild(env));
    },
  );
}

async function nextBuild(env: NodeJS.ProcessEnv): Promise<void> {
  const { exitCode, output } = await runQuietly(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (exitCode !== 0) throw new Refusal(`The pages could not be built:\n${output}`);
}
