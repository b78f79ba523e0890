import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Manifest;

it("has a Next that is past its known holes, 16.3.3 or later (security line 1)", () => {
  const [major = 0, minor = 0, patch = 0] = read("node_modules/next/package.json")
    .version.split(".")
    .map(Number.parseFloat);
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(16_003_003);
});

it("pins every package to one version", () => {
  const { dependencies, devDependencies } = read("package.json");
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
  }
});
