import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Does work whose result depends on `key` alone, unless it was done for that key already. The stamp goes before the
 * work and comes back after it, so that work which was killed half-way is done again.
 *
 * @param {string} stampFile
 * @param {string} key
 * @param {() => void | Promise<void>} work
 */
export async function onceFor(stampFile, key, work) {
  if (read(stampFile) === key) return;
  rmSync(stampFile, { force: true });
  await work();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, key);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
