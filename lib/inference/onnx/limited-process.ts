import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { realpathSync } from "node:fs";
import type { Socket } from "node:net";

/** What a process may take at most. docs/models.md says what holds on which platform. */
export interface ProcessLimits {
  /** Private memory in bytes: Node's own, some 100 MB, and whatever the program allocates. */
  memoryBytes: number;
  /** CPU time over the process's whole life, in seconds. Without it there is no such limit: then its parent must watch. */
  cpuSeconds?: number;
  /** The largest file that it may write through a descriptor it was given; it can open none for writing. Default: 0. */
  fileBytes?: number;
}

/** A descriptor of ours that the process inherits, a pipe of its own, or Node's message channel. */
type Channel = number | "pipe" | "ipc";

// Taken at run time: a bundler follows imported functions of this module and takes programs for modules of its own.
const { spawn, spawnSync } = process.getBuiltinModule("node:child_process");

/** No secret of ours reaches a model. Text operators need a UTF-8 locale that exists everywhere. */
const environment = {
  NODE_ENV: "production",
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  // Otherwise onnxruntime reports each model's name, hash and producer to its maker.
  ORT_DISABLE_TELEMETRY: "1",
} as const;

/** Enough for Node, its threads and its channels. */
const openFiles = 64;
const threads = 64;

/** V8 sets these addresses aside for compiled code; Linux counts them as data, used or not. */
const codeRangeBytes = 512 * 1024 * 1024;

/** User ids that systemd keeps free for processes that need one for their lifetime only. */
const [firstUser, lastUser] = [61_184, 65_519];

/** How far this machine lets us lock a process up. */
interface Confinement {
  /** As root: it gets a user id of its own, so that it reads nothing but public files and signals nobody. */
  ownUser: boolean;
  /** What to run it by so that it has no network. */
  withoutNetwork: readonly string[];
}

let confinement: Confinement | undefined;

/**
 * Starts a program of ours that handles an untrusted model file: bare Node, with an empty environment, limits that the
 * kernel enforces, no child processes, no files but our own code, and where the platform allows it without privileges,
 * no network. It is the first to go when the machine runs out of memory, and never outlives us.
 *
 * `program` is a path from the project's root; it begins with `enterLimits()`, which gives it `args`. Its standard error
 * is a pipe, and `channels` are its descriptors from 3 on: files come as open descriptors.
 *
 * @throws Error where the machine has no room for another process.
 */
export function startLimited(
  program: string,
  args: readonly string[],
  limits: ProcessLimits,
  channels: readonly Channel[] = ["ipc"],
): ChildProcess {
  const root = process.cwd();
  const path = `${root}/${program}`;
  confinement ??= probe([process.execPath, path, `${root}/node_modules/onnxruntime-node/package.json`]);
  const { ownUser, withoutNetwork } = confinement;
  const user = randomInt(firstUser, lastUser + 1);
  const lifeline = 3 + channels.length;
  const script = [...shellLimits(limits, ownUser), ...tieToUs(lifeline, channels.length), 'exec "$@"'].join("\n");
  // Elsewhere than on Linux the kernel does not count what programs allocate, so they watch that themselves.
  const watchedBytes = process.platform === "linux" ? 0 : limits.memoryBytes;
  const command = [...withoutNetwork, process.execPath, ...nodeOptions(root), path, String(watchedBytes), ...args];
  const child = spawn("/bin/sh", ["-c", script, "sh", ...command], {
    cwd: "/",
    env: environment,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", ...channels, "pipe"],
    ...(ownUser && { uid: user, gid: user }),
  });
  // Told to whoever listens; it must not end us where nobody does yet.
  child.on("error", () => {});
  // Without descriptors to spare there is neither a process nor a pipe.
  const line = (child.stdio as ChildProcess["stdio"] | undefined)?.[lifeline as 3] as Socket | null | undefined;
  if (!line) throw new Error("There is no room for another process.");
  line.on("error", () => {});
  line.unref();
  child.once("exit", () => line.end("\n"));
  return child;
}

/** A limit that cannot be set (macOS lacks some) leaves a process that is held by the others. */
function shellLimits({ memoryBytes, cpuSeconds, fileBytes = 0 }: ProcessLimits, ownUser: boolean): string[] {
  const wanted = [
    "ulimit -c 0",
    `ulimit -f ${Math.ceil(fileBytes / 512)}`,
    `ulimit -n ${openFiles}`,
    `ulimit -d ${Math.ceil((memoryBytes + codeRangeBytes) / 1024)}`,
    ...(cpuSeconds === undefined ? [] : [`ulimit -t ${Math.ceil(cpuSeconds)}`]),
    // Counted by user, so it says something only about a user with one process. Its letter differs from shell to shell.
    ...(ownUser ? [`ulimit -u ${threads}`, `ulimit -p ${threads}`] : []),
    "echo 1000 > /proc/self/oom_score_adj",
  ];
  return wanted.map((line) => `{ ${line}; } 2> /dev/null`);
}

/**
 * A second shell reads from a pipe of ours: a line once the program has ended, or nothing if we are gone. Then it ends
 * the program, which may be in an endless loop and notice nothing. A thread in the program would take 20 MB more.
 */
function tieToUs(lifeline: number, channels: number): string[] {
  const others = Array.from({ length: channels }, (_, index) => `${3 + index}<&-`).join(" ");
  return [`( read -r line <&${lifeline} || kill -9 $$ ) 2> /dev/null ${others} &`, `exec ${lifeline}<&-`];
}

function nodeOptions(root: string): string[] {
  const code = [
    `${root}/lib/`,
    `${root}/package.json`,
    `${realpathSync(/* turbopackIgnore: true */ `${root}/node_modules`)}/`,
  ];
  return [
    "--no-warnings",
    "--disable-sigusr1",
    "--v8-pool-size=0",
    "--permission",
    "--allow-addons",
    "--allow-worker",
    ...code.map((path) => `--allow-fs-read=${path}`),
  ];
}

/** Tries once in each process what works here. The program and what it needs must be readable for whoever runs it. */
function probe(paths: readonly string[]): Confinement {
  const user = { uid: lastUser, gid: lastUser };
  const reads = ["/bin/sh", "-c", 'for path; do test -r "$path" || exit 1; done', "sh", ...paths];
  const ownUser = process.getuid?.() === 0 && works(reads, user);
  const alone = ["unshare", "--user", "--net", "--"];
  return { ownUser, withoutNetwork: works([...alone, ...reads], ownUser ? user : {}) ? alone : [] };
}

/** What says nothing about the machine but that it is full just now. */
const passing = ["EMFILE", "ENFILE", "EAGAIN", "ENOMEM"];

function works([file = "", ...args]: readonly string[], user: { uid?: number; gid?: number }): boolean {
  const { status, error } = spawnSync(file, args, { ...user, cwd: "/", stdio: "ignore", timeout: 5000 });
  if (passing.includes((error as NodeJS.ErrnoException | undefined)?.code ?? "")) throw error;
  return status === 0;
}
