import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashFiles } from "@/lib/platform/launcher/hash-files.mjs";
import { onceFor } from "@/lib/platform/launcher/stamp.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "countersign-stamp-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("does work once for a key, again for another, and again if it was interrupted", async () => {
  const stamp = path.join(folder, "made/stamp");
  let times = 0;
  const work = () => void times++;
  const interrupted = () => {
    throw new Error("killed");
  };
  await onceFor(stamp, "a", work);
  await onceFor(stamp, "a", work);
  expect(times).toBe(1);
  await expect(async () => onceFor(stamp, "b", interrupted)).rejects.toThrow("killed");
  await onceFor(stamp, "a", work);
  expect(times).toBe(2);
});

it("tells sources apart by name, place and content, but not by what is left out", () => {
  const file = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const hash = () => hashFiles([folder, path.join(folder, "missing")], (name) => !name.endsWith(".log"));
  file("a.ts", "1");
  const first = hash();
  file("x.log", "1");
  expect(hash()).toBe(first);
  file("a.ts", "2");
  const second = hash();
  file("b.ts", "");
  expect(new Set([first, second, hash()]).size).toBe(3);
});
