import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** An installation's Postgres whose data folder lies on a small disk of its own, kept running as the launcher does. */
export interface SmallDisk {
  /** The database, as its owner and as the application's role. */
  ownerUrl: string;
  appUrl: string;
  /** Fills the disk with a ballast, or empties that, until so many bytes are free. */
  leave(bytes: number): Promise<void>;
  /** How often Postgres was found ended, and started again. */
  restarts(): number;
  stop(): Promise<void>;
}

/** Who may run Postgres where root is all there is: it asks for a user that the system knows. */
const nobody = 65_534;

/** Mounts the disk ($1 bytes at $0) and goes on with the rest of its arguments. */
const mount = 'size=$1; shift; mount -t tmpfs -o "size=$size,mode=711" tmpfs "$0" && exec "$@"';

/**
 * Ways to a mount of one's own, which ends with its last process: as root; or as whoever is mapped to root for the mount
 * and to an ordinary user afterwards, since Postgres does not run as root.
 */
function ways(folder: string, bytes: number): string[][] {
  const mounted = ["sh", "-c", mount, folder, String(bytes)];
  const user = process.getuid?.() || nobody;
  return [
    ["unshare", "-m", ...mounted],
    ["unshare", "-Urm", ...mounted, "unshare", "-U", `--map-user=${user}`, `--map-group=${user}`],
  ];
}

/** Starts Postgres, with an empty database at the present schema, on a disk of so many bytes. */
export async function startOnSmallDisk(bytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-small-disk-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  await chmod(folder, 0o711);
  const way = ways(folder, bytes).find(([program = "", ...args]) => spawnSync(program, [...args, "true"]).status === 0);
  if (way === undefined) {
    await remove();
    throw new Error(
      "No file system can be mounted here, not even in a namespace of one's own. Run this as root with the capability SYS_ADMIN, or let ordinary users make namespaces (on Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0).",
    );
  }
  const [program = "", ...args] = way;
  const { DATABASE_URL, DATABASE_APP_URL, ...env } = process.env;
  const script = [
    process.execPath,
    "--import",
    "tsx",
    "--conditions=react-server",
    "tests/support/small-disk-postgres.ts",
  ];
  const child = spawn(program, [...args, ...script], {
    env: { ...env, DATA_DIR: folder },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const broken = ended.then(() => Promise.reject(new Error(`Postgres did not start on a small disk:\n${output}`)));
  const urls = await Promise.race([answerOf<{ ownerUrl: string; appUrl: string }>(child), broken]).catch(
    async (error) => {
      await remove();
      throw error;
    },
  );
  return {
    ...urls,
    leave: async (free) => {
      child.send(free);
      await answerOf(child);
    },
    restarts: () => output.split("starting it again").length - 1,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await remove();
    },
  };
}

const answerOf = async <Answer>(child: ChildProcess): Promise<Answer> => (await once(child, "message"))[0] as Answer;
