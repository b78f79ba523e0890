import { say } from "./report";
import { runQuietly } from "./run-quietly";
import type { Tally } from "./tally";

/** What is checked without running anything: name and command of each, from node_modules/.bin. */
const checks: Record<string, string[][]> = {
  "Format and lint": [["biome", "check", "--error-on-warnings"]],
  // Next writes the types of its routes first.
  Types: [
    ["next", "typegen"],
    ["tsc", "--noEmit"],
  ],
  Boundaries: [["depcruise", "app", "components", "lib", "prisma", "tests"]],
  "Dead code": [["knip"]],
};

/** Runs all checks at the same time. Each counts as one. */
export async function check(): Promise<Tally> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, commands]) => {
      const start = performance.now();
      const problem = await firstProblem(commands);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      say(problem === undefined ? `${name}: good (${seconds} s)` : `${name}: failed (${seconds} s)\n${problem}`);
      return problem === undefined;
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

async function firstProblem(commands: string[][]): Promise<string | undefined> {
  for (const [program = "", ...args] of commands) {
    const { exitCode, output } = await runQuietly(`node_modules/.bin/${program}`, args);
    if (exitCode !== 0) return output;
  }
  return undefined;
}
