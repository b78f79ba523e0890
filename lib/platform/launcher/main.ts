import { makeMigration } from "./migration";
import { Refusal, reportFailure } from "./refusal.mjs";
import { shutDown, shutDownOnSignals } from "./shutdown";
import { start } from "./start";

/** What each npm script does, once everything is installed: runs to its exit code, or (undefined) until it is stopped. */
const verbs: Record<string, (args: string[]) => Promise<number | undefined>> = {
  start: () => start("start"),
  dev: () => start("dev"),
  migration: ([name]) => makeMigration(name),
};

const [verb = "", ...args] = process.argv.slice(2);

shutDownOnSignals();
try {
  const run = verbs[verb];
  if (!run) throw new Refusal(`There is no "${verb}"; there are ${Object.keys(verbs).join(", ")}.`);
  const exitCode = await run(args);
  if (exitCode !== undefined) await shutDown(exitCode);
} catch (error) {
  reportFailure(error);
  await shutDown(1);
}
