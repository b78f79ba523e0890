import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { makeKey } from "@/tests/support/api-client";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

/** Switches and halts in turn: as many as the promise is held against. */
const turns = 100;
const itemsPerSecond = 200;

const children: ChildProcess[] = [];

function start(file: string): ChildProcess {
  const child = fork(file, [], {
    execArgv: ["--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
  children.push(child);
  return child;
}

let webs: string[];
let key: string;

beforeAll(async () => {
  ({ key } = await makeKey());
  const servers = [start("tests/support/api-server.ts"), start("tests/support/api-server.ts")];
  const worker = start("lib/jobs/worker.ts");
  const ports = await Promise.all(servers.map((server) => once(server, "message")));
  await once(worker, "message");
  webs = ports.map(([port]) => `http://127.0.0.1:${port}/api/v1`);
});

afterAll(async () => {
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
});

async function send(web: number, method: string, path: string, body: object) {
  const response = await fetch(`${webs[web]}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { results?: { id?: string }[] } };
}

const inBatch = 8;

/** Items to both processes, one by one and in batches in turn, at most `itemsPerSecond`, until it is stopped. */
function startStream(slug: string) {
  let stopped = false;
  let sent = 0;
  let calls = 0;
  let accepted = 0;
  const started = performance.now();
  const stream = async () => {
    while (!stopped) {
      const web = (calls >> 1) % 2;
      const items = Array.from({ length: calls++ % 2 === 0 ? 1 : inBatch }, () => letter(`item-${sent++}`, 0.99));
      await sleep(Math.max(0, started + (sent * 1000) / itemsPerSecond - performance.now()));
      const path = `/use-cases/${slug}/items`;
      if (items.length === 1) {
        const { status } = await send(web, "POST", path, items[0] ?? {});
        accepted += status === 201 ? 1 : 0;
      } else {
        const { body } = await send(web, "POST", `${path}/batch`, { items });
        accepted += body.results?.filter(({ id }) => id !== undefined).length ?? 0;
      }
    }
  };
  const lines = Array.from({ length: 8 }, stream);
  return async () => {
    stopped = true;
    await Promise.all(lines);
    return { sent, accepted, seconds: (performance.now() - started) / 1000 };
  };
}

/**
 * What is committed now, by the database's own account: not by any clock. A transaction that is not visible in it commits
 * later, whatever time it carries.
 */
async function snapshot(): Promise<string> {
  const [row] = await database.$queryRaw<{ now: string }[]>`SELECT pg_current_snapshot()::text AS now`;
  return row?.now ?? "";
}

/** A stretch in which nothing may be automated: from an acknowledgement to the request that ends it. */
interface Stretch {
  kind: "switch" | "halt";
  from: string;
  until: string;
  /** The policy before the acknowledged change. */
  formerPolicyId: string;
}

/** Of one stretch: items that came in it, and those of them that a model decided; and late ones under the former policy. */
async function countStretch(useCaseId: string, { from, until, formerPolicyId, kind }: Stretch) {
  const [row] = await database.$queryRaw<{ items: number; automated: number; stale: number }[]>`
    WITH item_of AS (
      SELECT i.decided_by, i.policy_id, pg_visible_in_snapshot(i.xmin::text::xid8, ${from}::pg_snapshot) AS before,
             pg_visible_in_snapshot(i.xmin::text::xid8, ${until}::pg_snapshot) AS by_then
      FROM item i WHERE i.use_case_id = ${useCaseId}::uuid)
    SELECT (count(*) FILTER (WHERE NOT before AND by_then))::int AS items,
           (count(*) FILTER (WHERE NOT before AND by_then AND decided_by = 'model'))::int AS automated,
           (count(*) FILTER (WHERE NOT before AND ${kind} = 'switch' AND policy_id = ${formerPolicyId}::uuid))::int AS stale
    FROM item_of`;
  if (row === undefined) throw new Error("A count is missing.");
  return row;
}

it("promise 3: two web processes, a worker, a stream of items, and 100 switches and halts", async () => {
  const { useCaseId, slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  const at = `/use-cases/${slug}`;
  const stop = startStream(slug);
  const count = () => database.item.count({ where: { useCaseId } });
  /** Until more items have come: that is what makes it a race. Not for ever, on a machine that is busy otherwise. */
  const moreItems = async (atLeast: number) => {
    const goal = (await count()) + atLeast;
    for (let polls = 0; polls < 40 && (await count()) < goal; polls++) await sleep(10);
  };
  while ((await count()) < 20) await sleep(20);

  const stretches: Stretch[] = [];
  const waits: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const web = (turn >> 1) % 2;
    const kind = turn % 2 === 0 ? "switch" : "halt";
    const { policyId } = await database.useCase.findUniqueOrThrow({ where: { id: useCaseId } });
    const asked = performance.now();
    const lowered =
      kind === "switch"
        ? await send(web, "POST", `${at}/policy`, { mode: "ai_assist", reason: "lower" })
        : await send(web, "POST", `${at}/halt`, { reason: "halt" });
    const from = await snapshot();
    waits.push(performance.now() - asked);
    expect(lowered.status).toBe(200);
    await moreItems(1);
    const until = await snapshot();
    // Raised by the other process than the one that lowered.
    const raised =
      kind === "switch"
        ? await send(1 - web, "POST", `${at}/policy`, { mode: "full_automation", reason: "raise" })
        : await send(1 - web, "DELETE", `${at}/halt`, { reason: "lift" });
    expect(raised.status).toBe(200);
    stretches.push({ kind, from, until, formerPolicyId: policyId ?? "" });
    await moreItems(3);
  }
  const { sent, accepted, seconds } = await stop();

  const counts = [];
  for (const stretch of stretches) counts.push(await countStretch(useCaseId, stretch));
  const sorted = waits.toSorted((one, other) => one - other);
  const within = counts.reduce((sum, { items }) => sum + items, 0);
  console.log(
    `${sent} items at ${(sent / seconds).toFixed(0)}/s, ${within} of them after an acknowledgement and before what ended it; acknowledged in ${sorted[turns / 2]?.toFixed()} ms (median), ${sorted.at(-1)?.toFixed()} ms (worst)`,
  );
  expect(counts.filter(({ automated, stale }) => automated > 0 || stale > 0)).toEqual([]);

  // Nothing acknowledged is lost on the way.
  expect(accepted).toBe(sent);
  expect(await count()).toBe(sent);
  // The race was one: items came in nearly every stretch, and models decided between them.
  expect(counts.filter(({ items }) => items > 0).length).toBeGreaterThan(turns * 0.8);
  const byModel = await database.item.count({ where: { useCaseId, decidedBy: "model" } });
  expect(byModel).toBeGreaterThan(turns);
  // What a halt left to people says so.
  const halted = await database.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM item WHERE use_case_id = ${useCaseId}::uuid AND route->'reasons' ? 'halted'`;
  expect(halted[0]?.n).toBeGreaterThan(turns / 2);
}, 400_000);
