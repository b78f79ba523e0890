import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProcessLimits, startLimited } from "@/lib/inference/onnx/limited-process";
import { processesBelow } from "@/tests/support/process-tree";

const program = "tests/support/limits-probe.ts";
const megabyte = 1024 * 1024;
const roomy = { memoryBytes: 512 * megabyte };

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-limits-"));
  // In a folder that nobody else may enter: only an open descriptor leads there.
  file = join(folder, "given");
  await writeFile(file, "given");
  await chmod(folder, 0o700);
});

afterAll(() => rm(folder, { recursive: true }));

function start(args: string[], limits: ProcessLimits, flags: "r" | "w" = "r"): ChildProcess {
  const given = openSync(file, flags);
  try {
    return startLimited(program, args, limits, ["ipc", given]);
  } finally {
    closeSync(given);
  }
}

describe("a program that handles models", () => {
  it("has nothing of ours: no environment, no files, no processes, and no network where that can be had", async () => {
    const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    try {
      const child = start(["look", file, String(port)], roomy);
      // Looked at from outside: without a network it lives in a namespace in which it is nobody.
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      const [found] = await once(child, "message");
      const other = process.getuid?.() === 0 && { uid: 65_519, gid: 65_519 };
      const reads = spawnSync("test", ["-r", `${process.cwd()}/${program}`], { ...other });
      const ownUser = other && reads.status === 0;
      const [unshare = "", ...alone] = ["unshare", "--user", "--net", "--", "true"];
      const namespaces = spawnSync(unshare, alone, { ...(ownUser && other) });
      const user = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
      expect(user).toEqual(ownUser ? expect.toSatisfy((own: number) => own >= 61_184) : process.getuid?.());
      expect(found).toEqual({
        environment: expect.not.arrayContaining(["DATABASE_URL", "AUTH_SECRET", "PATH"]),
        read: "ERR_ACCESS_DENIED",
        write: "ERR_ACCESS_DENIED",
        start: "ERR_ACCESS_DENIED",
        network: namespaces.status === 0 ? "ENETUNREACH" : "connected",
        given: "given",
      });
    } finally {
      server.close();
    }
  });

  it("ends when it needs more memory than it may have", async () => {
    const child = start(["hoard"], { memoryBytes: 256 * megabyte });
    const [code, signal] = await once(child, "close");
    expect(code).not.toBe(0);
    expect(signal).not.toBe("SIGTERM");
  });

  it("ends when it has used up its CPU time", async () => {
    const started = performance.now();
    const child = start(["spin"], { ...roomy, cpuSeconds: 1 });
    expect(await once(child, "exit")).toEqual([null, expect.stringMatching(/SIGXCPU|SIGKILL/)]);
    expect(performance.now() - started).toBeGreaterThan(500);
  });

  it("writes no more into a descriptor than it may", async () => {
    const told = async (limits: ProcessLimits) => {
      const child = start(["write", String(2 * megabyte)], limits, "w");
      return Promise.race([once(child, "message").then(([found]) => found), once(child, "exit").then(() => "ended")]);
    };
    expect(await told({ ...roomy, fileBytes: 3 * megabyte })).toBe(String(2 * megabyte));
    expect(await told({ ...roomy, fileBytes: megabyte })).not.toBe(String(2 * megabyte));
    expect((await stat(file)).size).toBeLessThanOrEqual(megabyte);
    await told(roomy);
    expect((await stat(file)).size).toBe(0);
    await writeFile(file, "given");
  });

  it("takes the shell along that watches over it", async () => {
    const child = start(["spin"], roomy);
    const family = () => processesBelow(child.pid ?? 0);
    await expect.poll(() => family().length).toBe(2);
    const members = family();
    child.kill("SIGKILL");
    await once(child, "exit");
    await expect
      .poll(() => members.filter((pid) => spawnSync("kill", ["-0", String(pid)]).status === 0), { timeout: 5000 })
      .toEqual([]);
  });

  it("watches its memory itself where the kernel does not", async () => {
    const child = spawn(process.execPath, ["--no-warnings", program, String(200 * megabyte), "hoard"], {
      stdio: "ignore",
    });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });
});
