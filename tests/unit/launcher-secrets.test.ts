import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadSecrets, replaceSigningKey } from "@/lib/platform/launcher/secrets";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "countersign-secrets-"));
  for (const name of ["AUTH_SECRET", "NEXTAUTH_SECRET", "ENCRYPTION_KEY", "AUDIT_SIGNING_KEY"]) vi.stubEnv(name, "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const file = () => path.join(folder, "secrets.json");

it("makes secrets once, for their owner's eyes only", async () => {
  const first = await loadSecrets(folder);
  expect(new Set(Object.values(first)).size).toBe(5);
  expect(Buffer.from(first.ENCRYPTION_KEY, "base64")).toHaveLength(32);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await loadSecrets(folder)).toEqual(first);
});

it("prefers the environment's, and does not keep those", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "from the environment");
  expect(await loadSecrets(folder)).toMatchObject({ AUTH_SECRET: "from the environment" });
  expect(await readFile(file(), "utf8")).not.toContain("AUTH_SECRET");
});

it("replaces the signing key where it is kept here, and nothing else", async () => {
  const before = await loadSecrets(folder);
  const { seed, stored } = await replaceSigningKey(folder, before.AUDIT_SIGNING_KEY);
  expect(stored).toBe(true);
  expect(Buffer.from(seed, "base64")).toHaveLength(32);
  expect(await loadSecrets(folder)).toEqual({ ...before, AUDIT_SIGNING_KEY: seed });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  // The environment gives another one: that is where a new one must stand.
  expect(await replaceSigningKey(folder, before.AUDIT_SIGNING_KEY)).toMatchObject({ stored: false });
  expect(await loadSecrets(folder)).toEqual({ ...before, AUDIT_SIGNING_KEY: seed });
});

it("refuses a key of the wrong size, and a file that is none of its own", async () => {
  vi.stubEnv("ENCRYPTION_KEY", "c2hvcnQ=");
  await expect(loadSecrets(folder)).rejects.toThrow("ENCRYPTION_KEY must be the base64 of 32 bytes");
  await writeFile(file(), "{");
  await expect(loadSecrets(folder)).rejects.toThrow("cannot be read");
});
