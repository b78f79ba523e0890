import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { prepareDataFolder } from "./data-folder.mjs";
import { holdFolder } from "./folder-lock.mjs";
import { install } from "./install.mjs";
import { Refusal, reportFailure } from "./refusal.mjs";
import { requireFreePort } from "./web-address.mjs";

/**
 * Every npm script comes through here, under whatever Node 20 or later brought npm and before anything is installed:
 * this file and the .mjs modules beside it use Node's built-ins only. It installs what is missing, then hands over to
 * main.ts on the project's own Node.
 */

const [verb = "", ...args] = process.argv.slice(2);
process.chdir(fileURLToPath(new URL("../../..", import.meta.url)));

try {
  if (verb === "start" || verb === "dev") await claimInstance();
  await handOver(await install());
} catch (error) {
  reportFailure(error);
  process.exit(1);
}

/** What can be refused is refused before the slow work, and the data folder is ours from here on. */
async function claimInstance() {
  const dataFolder = prepareDataFolder();
  const { holder } = await holdFolder(dataFolder, verb);
  if (holder) {
    throw new Refusal(
      `Countersign is already running on ${dataFolder}: npm run ${holder.verb}, process ${holder.pid}.`,
    );
  }
  await requireFreePort();
}

/**
 * Runs main.ts, passes on what it is told, and ends as it ends.
 *
 * @param {string} node
 */
async function handOver(node) {
  const flags = ["--conditions=react-server", "--import", "tsx"];
  const main = spawn(node, [...flags, "lib/platform/launcher/main.ts", verb, ...args], {
    // Programs that ask for "node" get the same one.
    env: { ...process.env, PATH: `${path.resolve("node_modules/.bin")}:${process.env.PATH}` },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => main.kill(signal));
  }
  stopWithoutNpm(main);
  const [code] = await once(main, "exit");
  process.exit(code ?? 1);
}

/**
 * An npm that is killed tells nobody.
 *
 * @param {import("node:child_process").ChildProcess} main
 */
function stopWithoutNpm(main) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || main.kill("SIGTERM"), 1000).unref();
}
