import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = process.cwd();

/** A file that breaks a rule, what is in it, and the rule. */
const violations: [rule: string, file: string, text: string][] = [
  ["layer-lib-engine", "lib/engine/canary.ts", `export * from "@/lib/platform/target";`],
  ["layer-lib-statistics", "lib/statistics/canary.ts", `export * from "@/lib/engine/target";`],
  ["layer-lib-platform", "lib/platform/canary.ts", `export * from "@/lib/items/target";`],
  ["layer-lib-inference", "lib/inference/canary.ts", `export * from "@/lib/access/target";`],
  ["layer-lib-audit-verify", "lib/audit/verify/canary.ts", `export * from "@/lib/platform/target";`],
  ["layer-lib-webhooks", "lib/webhooks/canary.ts", `export * from "@/lib/items/target";`],
  ["layer-lib-models", "lib/models/canary.ts", `export * from "@/lib/items/target";`],
  [
    "layer-lib-items",
    "lib/items/canary.ts",
    `import type { target } from "@/lib/api/target";\nexport type T = typeof target;`,
  ],
  ["layer-lib-api", "lib/api/canary.ts", `export * from "@/app/target";`],
  ["worker-is-an-edge", "lib/items/worker-canary.ts", `export * from "@/lib/jobs/worker";`],
  ["components-hold-no-server", "components/canary.tsx", `export * from "@/lib/items/target";`],
  ["only-inference-runs-models", "lib/items/model-canary.ts", `export * from "onnxruntime-node";`],
  ["only-lib-and-tests-touch-the-database", "app/canary.ts", `export * from "pg";`],
  ["no-cycles", "lib/items/cycle-canary.ts", `export * from "@/lib/items/cycle-partner";`],
  ["not-to-tests", "lib/items/test-canary.ts", `export * from "@/tests/target";`],
];

/** Files that the canaries import, and some that break nothing. */
const others: Record<string, string> = {
  "lib/items/cycle-partner.ts": `export * from "@/lib/items/cycle-canary";`,
  "lib/items/good.ts": `export * from "@/lib/engine/target";\nexport * from "@/lib/models/target";`,
  "components/good.tsx": `export * from "@/lib/items/target-schema";`,
  "lib/inference/good.ts": `export * from "onnxruntime-node";`,
};
const targets = ["platform", "engine", "items", "access", "models", "api"].map((name) => `lib/${name}/target.ts`);
for (const file of [
  ...targets,
  "app/target.ts",
  "tests/target.ts",
  "lib/jobs/worker.ts",
  "lib/items/target-schema.ts",
]) {
  others[file] = "export const target = 1;";
}

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] };
  modules: { source: string; dependencies: { resolved: string }[] }[];
}

async function cruise(folder: string, ...what: string[]): Promise<Report> {
  const program = path.join(root, "node_modules/.bin/depcruise");
  // It exits with the number of violations.
  const { stdout } = await promisify(execFile)(program, [...what, "--output-type", "json"], {
    cwd: folder,
    maxBuffer: 1 << 28,
  }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Report;
}

describe("the boundaries", () => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "countersign-canary-"));
    for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
      await cp(file, path.join(folder, file));
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    for (const [file, text] of [...violations.map(([, ...planted]) => planted), ...Object.entries(others)]) {
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    report = await cruise(folder, "app", "components", "lib", "tests");
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(violations)("%s is enforced: %s is caught", (rule, file) => {
    const broken = report.summary.violations
      .filter(({ from }) => from === file)
      .map((violation) => violation.rule.name);
    expect(broken).toContain(rule);
  });

  it("let everything else be", () => {
    const caught = report.summary.violations.map(({ from }) => from);
    expect(caught.filter((file) => /good|target/.test(file))).toEqual([]);
  });

  it("are looked for in our own TypeScript", async () => {
    const { modules } = await cruise(root, "lib");
    const door = modules.find(({ source }) => source === "lib/command.ts");
    expect(door?.dependencies.map(({ resolved }) => resolved)).toContain("lib/audit/record-refusal.ts");
  });
});
