import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildIfStale } from "./build";
import { check } from "./check";
import { Refusal } from "./refusal.mjs";
import { say } from "./report";
import { runChild } from "./run-child";
import { addTallies, exitCodeOf, type Tally } from "./tally";

type Part = (filters: string[]) => Promise<Tally>;

const parts: Record<string, Part> = {
  check,
  unit: (filters) => vitest(["unit", "architecture"], filters),
  integration: (filters) => vitest(["integration"], filters),
  e2e: async (filters) => {
    await buildIfStale(process.env);
    return playwright(filters);
  },
};

/** `npm test [-- PART [FILTER...]]`: all parts, or one. The last line is for machines: `N passed, N failed`. */
export async function test([name, ...filters]: string[]): Promise<number> {
  const wanted = name === undefined ? Object.values(parts) : [partNamed(name)];
  const tallies: Tally[] = [];
  for (const part of wanted) tallies.push(await part(filters));
  const total = addTallies(tallies);
  say(`${total.passed} passed, ${total.failed} failed`);
  return exitCodeOf(total);
}

function partNamed(name: string): Part {
  const part = parts[name];
  if (!part) throw new Refusal(`There is no part "${name}" of the tests; there are ${Object.keys(parts).join(", ")}.`);
  return part;
}

async function vitest(projects: string[], filters: string[]): Promise<Tally> {
  const { exitCode, report } = await runWithReport<VitestReport>((reportFile) => ({
    args: [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
      ...filters,
    ],
  }));
  return tallyOf(exitCode, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0);
}

async function playwright(filters: string[]): Promise<Tally> {
  const { exitCode, report } = await runWithReport<PlaywrightReport>((reportFile) => ({
    args: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", ...filters],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
  }));
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {};
  return tallyOf(exitCode, expected + flaky, unexpected);
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
}

/** What fails outside any test (a file that cannot be loaded, a set-up, nothing found) counts as one failure. */
function tallyOf(exitCode: number, passed: number, failed: number): Tally {
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

async function runWithReport<Report>(
  program: (reportFile: string) => { args: string[]; env?: Record<string, string> },
): Promise<{ exitCode: number; report: Report | undefined }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-report-"));
  try {
    const reportFile = path.join(folder, "report.json");
    const { args, env } = program(reportFile);
    const exitCode = await runChild(args, { ...process.env, ...env });
    const text = await readFile(reportFile, "utf8").catch(() => undefined);
    return { exitCode, report: text === undefined ? undefined : (JSON.parse(text) as Report) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
