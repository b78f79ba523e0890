import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

/** @type {Record<string, string>} */
const reasons = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
  ENOSPC: "its disk is full",
  EDQUOT: "its disk quota is used up",
  EEXIST: "it is not a folder",
  ENOTDIR: "it is not a folder",
};

/**
 * Makes DATA_DIR (default `.data`) if it is missing, and makes sure that it can be written.
 *
 * @returns {string} its absolute path without symbolic links
 */
export function prepareDataFolder() {
  const folder = path.resolve(process.env.DATA_DIR || ".data");
  try {
    // Root's Postgres runs as another user, who must be able to pass through; what is secret in it has its own mode.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const probe = path.join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, Buffer.alloc(1 << 20));
    rmSync(probe);
    return realpathSync(folder);
  } catch (cause) {
    const { code = "", message } = /** @type {NodeJS.ErrnoException} */ (cause);
    throw new Refusal(
      `The data folder ${folder} cannot be used: ${reasons[code] ?? message}. Set DATA_DIR to another one.`,
      { cause },
    );
  }
}
