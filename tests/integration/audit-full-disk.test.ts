import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Client } from "pg";
import { afterEach, expect, it } from "vitest";
import type { Sent } from "@/tests/support/api-submit-loop";
import { checkLog, seedOf } from "@/tests/support/check-log";
import { type SmallDisk, startOnSmallDisk } from "@/tests/support/small-disk";

const megabyte = 1024 * 1024;
const children: ChildProcess[] = [];
let disk: SmallDisk | undefined;

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await disk?.stop();
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function start(program: string, args: string[], env: NodeJS.Dict<string>): Promise<ChildProcess> {
  const child = fork(program, args, {
    execArgv: ["--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, ...env, LOG_LEVEL: "silent" },
  });
  children.push(child);
  await once(child, "message");
  return child;
}

/** Items that are not whole: each has its prediction, its decision, and their events, or there is no item. */
const broken = `
  SELECT external_id FROM item i
  WHERE status <> 'decided'
    OR (SELECT count(*) FROM prediction WHERE item_id = i.id) <> 1
    OR (SELECT count(*) FROM decision WHERE item_id = i.id) <> 1
    OR (SELECT array_agg(type ORDER BY subject_seq) FROM audit_event WHERE subject_id = i.id::text)
       <> '{item.submitted,decision.made}'
  UNION ALL
  SELECT subject_id FROM audit_event e
  WHERE subject_type = 'item' AND NOT EXISTS (SELECT FROM item WHERE id::text = e.subject_id)`;

it("a full disk refuses what it cannot store, and loses nothing of what it took", { timeout: 120_000 }, async () => {
  disk = await startOnSmallDisk(224 * megabyte);
  const { ownerUrl, appUrl, leave, restarts } = disk;
  const ask = async <Row extends object>(sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: ownerUrl });
    client.on("error", () => undefined);
    await client.connect();
    return (await client.query<Row>(sql).finally(() => client.end())).rows;
  };
  const env = {
    DATABASE_APP_URL: appUrl,
    AUDIT_SIGNING_KEY: seedOf("full disk"),
    AUDIT_CHECKPOINT_SECONDS: "0.5",
  };
  await start("tests/support/seal-loop.ts", ["seal"], env);
  const sender = await start("tests/support/api-submit-loop.ts", [], env);
  const answers: Sent[] = [];
  sender.on("message", (answer: Sent) => answers.push(answer));
  const taken = () => answers.filter(({ status }) => status === 201).length;
  const refused = () => answers.filter(({ status }) => status !== 201);
  const untilMore = (what: () => number, by: number) => {
    const before = what();
    return expect.poll(what, { timeout: 60_000 }).toBeGreaterThan(before + by);
  };
  await untilMore(taken, 50);

  // Tables cannot grow; the log that Postgres writes ahead of them has room yet in the file that it begins now.
  await ask("SELECT pg_switch_wal(); SELECT pg_logical_emit_message(true, 'begin', 'it')");
  await leave(2 * megabyte);
  await untilMore(() => refused().filter(({ detail }) => detail.includes("disk is full")).length, 40);
  expect(restarts()).toBe(0);
  await leave(40 * megabyte);
  await untilMore(taken, 50);
  expect(restarts()).toBe(0);

  // That file ends too: Postgres gives up, and cannot come back before there is room.
  await leave(0);
  await ask("SELECT pg_switch_wal()").catch(() => undefined);
  await untilMore(restarts, 1);
  await untilMore(() => refused().length, 40);
  await leave(40 * megabyte);
  await untilMore(taken, 50);

  await kill(sender);
  const answered = new Map(refused().map((answer) => [`${answer.status} ${answer.code}: ${answer.detail}`, answer]));
  expect([...answered.keys()].sort()).toEqual([
    "503 unavailable: The database cannot be reached at the moment. Try again.",
    "503 unavailable: The database's disk is full, so nothing new can be stored, and this was not. Tell an admin, and try again once there is room.",
  ]);
  expect([...answered.values()].map(({ retryAfter }) => retryAfter).sort()).toEqual(["2", "30"]);
  expect(await ask(broken)).toEqual([]);
  const stored = new Set((await ask<{ id: string }>(`SELECT external_id AS id FROM item`)).map(({ id }) => id));
  const acknowledged = answers.filter(({ status }) => status === 201).map(({ externalId }) => externalId);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  // Where the disk was full, the answer says that the item was not stored.
  const full = refused().filter(({ detail }) => detail.includes("disk is full"));
  expect(full.filter(({ externalId }) => stored.has(externalId))).toEqual([]);

  const unsealed = async () => {
    const { checkpoints, leaves, pending } = await checkLog(ownerUrl);
    return pending + leaves.length - (checkpoints.at(-1)?.size ?? 0);
  };
  await expect.poll(unsealed, { timeout: 60_000 }).toBe(0);
});
