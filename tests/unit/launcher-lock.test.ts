import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdFolder, holdingFolder } from "@/lib/platform/launcher/folder-lock.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "countersign-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("is held by one process, whatever path leads to the folder, until that one is killed", async () => {
  const lock = path.resolve("lib/platform/launcher/folder-lock.mjs");
  const program = `
    import { holdFolder } from ${JSON.stringify(lock)};
    await holdFolder(${JSON.stringify(folder)}, "start");
    console.log("held");
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  const link = path.join(folder, "link");
  symlinkSync(folder, link);
  expect(await holdFolder(link, "start")).toEqual({ holder: { verb: "start", pid: other.pid } });
  other.kill("SIGKILL");
  await once(other, "exit");
  const hold = await holdFolder(link, "start");
  expect(hold.holder).toBeUndefined();
  hold.release?.();
});

it("lets one work after the other", async () => {
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push(`${name} ends`);
  };
  await Promise.all([holdingFolder(folder, "install", work("a")), holdingFolder(folder, "install", work("b"))]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});
