import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Preloaded where the system lends no network of one's own: whatever would open a connection throws. */
const noSockets = `
  import net from "node:net"; import dgram from "node:dgram"; import dns from "node:dns";
  const refuse = () => { throw new Error("There is no network here."); };
  net.Socket.prototype.connect = refuse; dgram.Socket.prototype.bind = refuse; dgram.Socket.prototype.send = refuse;
  dns.lookup = refuse; dns.promises.lookup = refuse;`;

/** Ways to start Node without a network: in a network of its own that leads nowhere (as root, or as whoever is mapped to root). */
const ways = [
  ["unshare", "-n", process.execPath],
  ["unshare", "-rn", process.execPath],
  [process.execPath, "--import", `data:text/javascript,${encodeURIComponent(noSockets)}`],
];

type Ended = { code: number; stdout: string; stderr: string };

async function end([program = "", ...args]: readonly string[]): Promise<Ended> {
  return run(program, args, { env: { NODE_ENV: "test" } }).then(
    (out) => ({ code: 0, ...out }),
    (error: { code: number | string; stdout?: string; stderr?: string }) => ({
      code: typeof error.code === "number" ? error.code : -1,
      stdout: error.stdout ?? "",
      stderr: error.stderr ?? "",
    }),
  );
}

/**
 * Runs Node in a process that reaches no network. `address` answers to everybody else: it is asked first, from there and
 * from here, so that a network that is not cut off fails the test.
 */
export async function runOffline(address: string, args: readonly string[]): Promise<Ended> {
  const ask = ["-e", `fetch(${JSON.stringify(address)}).then(() => process.exit(0), () => process.exit(7))`];
  if ((await end([process.execPath, ...ask])).code !== 0) throw new Error(`${address} does not answer.`);
  for (const way of ways) {
    const { code } = await end([...way, ...ask]);
    if (code === 0) throw new Error(`${way[0]} did not cut the network off.`);
    if (code === 7) return end([...way, ...args]);
  }
  throw new Error("There is no way to start a process without a network here.");
}
