import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { isRunning } from "@/tests/support/inference-children";
import { type Instance, startInstance } from "@/tests/support/instance";
import { commandOf, killAll, processesBelow } from "@/tests/support/process-tree";

const definition = {
  name: "Kept",
  kind: "classification",
  fields: [{ key: "note", label: "Note", kind: "text", required: true }],
  outcomes: [
    { key: "yes", label: "Yes" },
    { key: "no", label: "No" },
  ],
};

/** Nothing of the demo: what these tests send is all there is. */
const empty = { COUNTERSIGN_DEMO: "0" };

let instance: Instance;

test.beforeAll(async () => {
  instance = await startInstance(empty);
});

test.afterAll(async () => {
  await instance.end("SIGTERM");
  await rm(instance.dataFolder, { recursive: true, force: true });
});

async function cli(...args: string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: instance.dataFolder };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["lib/platform/launcher/bootstrap.mjs", "cli", ...args],
    { env },
  );
  return stdout;
}

async function createKey(): Promise<string> {
  const shown = await cli("key", "create", "--name", "test", "--scopes", "use-cases:write,items:write,items:read");
  return /cs_\S+/.exec(shown)?.[0] ?? "";
}

async function call(key: string, method: string, where: string, body?: unknown): Promise<Response> {
  return fetch(`${instance.url}/api/v1${where}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

test("promise 1: an acknowledged item is there after every process was killed", async () => {
  test.setTimeout(400_000);
  const key = await createKey();
  expect((await call(key, "PUT", "/use-cases/kept", definition)).status).toBe(201);
  const acknowledged: string[] = [];
  let stopped = false;
  const sending = (async () => {
    for (let n = 0; !stopped; n++) {
      const answer = await call(key, "POST", "/use-cases/kept/items", {
        externalId: `item-${n}`,
        input: { note: "x" },
      }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(`item-${n}`);
    }
  })();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
  const processes = processesBelow(instance.launcherPid);
  killAll(processes);
  stopped = true;
  await sending;
  await expect.poll(() => processes.filter(isRunning)).toEqual([]);

  instance = await startInstance(empty, instance.dataFolder);
  for (const externalId of acknowledged) {
    const found = await call(key, "GET", `/use-cases/kept/items?externalId=${externalId}`);
    expect(((await found.json()) as { items: unknown[] }).items, externalId).toHaveLength(1);
  }
});

test("a second start on the same data folder is refused in a sentence", async () => {
  const refused = await startInstance(empty, instance.dataFolder).catch((error: Error) => error.message);
  expect(refused).toContain(`Countersign is already running on ${instance.dataFolder}`);
});

test("a web process or worker that is killed is started again", async () => {
  const before = processesBelow(instance.launcherPid);
  const children = before.filter((pid) => /next-server|lib\/jobs\/worker\.ts/.test(commandOf(pid)));
  expect(children).toHaveLength(2);
  for (const pid of children) process.kill(pid, "SIGKILL");
  await expect
    .poll(async () => (await call("", "GET", "/health").catch(() => undefined))?.status, { timeout: 30_000 })
    .toBe(200);
  await expect
    .poll(() => instance.output())
    .toMatch(/The worker process ended unexpectedly \(SIGKILL\); starting it again/);
});

test("SIGTERM to the launcher stops everything with exit code 0, and a killed launcher leaves nothing behind", async () => {
  const first = processesBelow(instance.launcherPid);
  expect(first.length).toBeGreaterThan(5);
  expect(await instance.end("SIGTERM")).toBe(0);
  expect(first.filter(isRunning)).toEqual([]);

  instance = await startInstance(empty, instance.dataFolder);
  const second = processesBelow(instance.launcherPid);
  await instance.end("SIGKILL");
  await expect.poll(() => second.filter(isRunning), { timeout: 15_000 }).toEqual([]);
});

test("no secret is printed", () => {
  const secrets = readFileSync(path.join(instance.dataFolder, "secrets.json"), "utf8");
  for (const secret of Object.values(JSON.parse(secrets) as Record<string, string>)) {
    expect(instance.output()).not.toContain(secret);
  }
});
