import { rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {{ verb: string, pid: number }} Holder the command that holds a folder
 */

/**
 * Takes a folder for this process until it is given back or the process ends, however it ends: the lock is a listening
 * socket, which a crash gives back, unlike a file with a process number in it.
 *
 * @param {string} folder
 * @param {string} verb
 * @returns {Promise<{ release: () => void, holder?: undefined } | { release?: undefined, holder: Holder }>} ours now, or who
 *   holds it
 */
export async function holdFolder(folder, verb) {
  const name = socketOf(folder);
  const answer = JSON.stringify({ verb, pid: process.pid });
  const server = createServer((socket) => socket.on("error", () => undefined).end(answer)).unref();
  for (;;) {
    /** @type {NodeJS.ErrnoException | undefined} */
    const problem = await new Promise((resolve) => {
      server.once("error", resolve).listen(name, () => resolve(undefined));
    });
    if (problem === undefined) return { release: () => server.close() };
    if (problem.code !== "EADDRINUSE") throw problem;
    const holder = await ask(name);
    if (holder) return { holder };
    if (process.platform !== "linux") rmSync(name, { force: true });
  }
}

/**
 * Does work while no other process does its own work under the same folder.
 *
 * @param {string} folder
 * @param {string} verb
 * @param {() => Promise<void>} work
 */
export async function holdingFolder(folder, verb, work) {
  for (;;) {
    const hold = await holdFolder(folder, verb);
    if (!hold.holder) return work().finally(hold.release);
    await sleep(200);
  }
}

/**
 * @param {string} name
 * @returns {Promise<Holder | undefined>} undefined where nobody listens any more
 */
async function ask(name) {
  try {
    let text = "";
    for await (const chunk of connect(name)) text += chunk;
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The folder's inode names it, whatever path leads there. On Linux the socket is an abstract one, which has no file; its
 * name fills the whole address, because some versions of Node fill up shorter ones and others do not.
 *
 * @param {string} folder
 */
function socketOf(folder) {
  const { dev, ino } = statSync(folder);
  const name = `countersign-${dev}-${ino}`;
  return process.platform === "linux" ? `\0${name.padEnd(107, "-")}` : path.join(os.tmpdir(), name);
}
