import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * SHA-256 over the names and contents of files and of everything in folders; what does not exist counts as that.
 *
 * @param {string[]} paths
 * @param {(file: string) => boolean} [include]
 */
export function hashFiles(paths, include = () => true) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(listFiles).filter(include)) {
    hash.update(`${file}\0`).update(createHash("sha256").update(readFileSync(file)).digest());
  }
  return hash.digest("hex");
}

/** @param {string} file @returns {string[]} */
function listFiles(file) {
  if (!existsSync(file)) return [];
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file)
    .sort()
    .flatMap((name) => listFiles(path.join(file, name)));
}
