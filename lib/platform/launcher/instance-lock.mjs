import { rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";

/**
 * @typedef {{ verb: string, pid: number }} Holder the command that holds a data folder
 */

/**
 * Takes the data folder for this process until it ends, however it ends: the lock is a listening socket, which a crash
 * gives back, unlike a file with a process number in it.
 *
 * @param {string} dataFolder
 * @param {string} verb
 * @returns {Promise<Holder | undefined>} undefined if the folder is ours now, otherwise who holds it
 */
export async function holdDataFolder(dataFolder, verb) {
  const name = socketOf(dataFolder);
  const answer = JSON.stringify({ verb, pid: process.pid });
  const server = createServer((socket) => socket.on("error", () => undefined).end(answer)).unref();
  for (;;) {
    /** @type {NodeJS.ErrnoException | undefined} */
    const problem = await new Promise((resolve) => {
      server.once("error", resolve).listen(name, () => resolve(undefined));
    });
    if (problem === undefined) return undefined;
    if (problem.code !== "EADDRINUSE") throw problem;
    const holder = await ask(name);
    if (holder) return holder;
    if (process.platform !== "linux") rmSync(name, { force: true });
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
 * The folder's inode names it, whatever path leads there. On Linux the socket is an abstract one, which has no file.
 *
 * @param {string} dataFolder
 */
function socketOf(dataFolder) {
  const { dev, ino } = statSync(dataFolder);
  const name = `countersign-${dev}-${ino}`;
  return process.platform === "linux" ? `\0${name}` : path.join(os.tmpdir(), name);
}
