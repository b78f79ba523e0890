import { buildIfStale } from "./build";
import { check } from "./check";
import { cli } from "./cli";
import { makeMigration } from "./migration";
import { Refusal, reportFailure } from "./refusal.mjs";
import { runChild } from "./run-child";
import { isShuttingDown, shutDown, shutDownOnSignals } from "./shutdown";
import { start } from "./start";
import { exitCodeOf } from "./tally";
import { test } from "./test";

/** What each npm script does, once everything is installed: runs to its exit code, or (undefined) until it is stopped. */
const verbs: Record<string, (args: string[]) => Promise<number | undefined>> = {
  start: () => start("start"),
  dev: () => start("dev"),
  cli,
  test,
  check: async () => exitCodeOf(await check()),
  bench: (args) => runChild([...process.execArgv, "tests/bench/run.ts", ...args], process.env),
  build: async () => {
    await buildIfStale(process.env);
    return 0;
  },
  migration: ([name]) => makeMigration(name),
};

const [verb = "", ...args] = process.argv.slice(2);

// To be stopped is how a server ends, but no way to end a test.
shutDownOnSignals(verb === "start" || verb === "dev" ? 0 : 130);
process.on("uncaughtException", giveUp);
try {
  const run = verbs[verb];
  if (!run) throw new Refusal(`There is no "${verb}"; there are ${Object.keys(verbs).join(", ")}.`);
  const exitCode = await run(args);
  if (exitCode !== undefined) await shutDown(exitCode);
} catch (error) {
  await giveUp(error);
}

/** What was interrupted may fail in its own way; that is no news. */
async function giveUp(error: unknown): Promise<void> {
  if (!isShuttingDown()) reportFailure(error);
  await shutDown(1);
}
