import { chmod, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { Client, escapeLiteral } from "pg";
import { systemActor } from "@/lib/access/actor";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { createModel } from "@/lib/models/create-model";
import { readModelFile } from "@/lib/models/model-file";
import { newId } from "@/lib/platform/clock";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";

const { BENCH_URL: origin = "", BENCH_KEY: key = "", DATABASE_URL: ownerUrl = "" } = process.env;
const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
const connections = 32;
const rounds = 9;
const roundSeconds = 3;
const batches = 8;
const batchSize = 1_000;

/** The API over HTTP against a running instance, with a model in a child process. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const target = await prepareUseCase();
  const single = await measureSingleItems(target);
  const batch = await measureBatches(target);
  const memory = await measureMemory(target);
  return [single, batch, ...memory];
}

interface Target {
  useCaseId: string;
  path: string;
  nextBody: () => { externalId: string; input: object };
}

/** The demo's inspection of bird strikes under a slug of its own, assisted by the demo's model. */
async function prepareUseCase(): Promise<Target> {
  const context = { actor: systemActor("bench") };
  const { training, stream } = splitBirdStrikes(await readBirdStrikes());
  const slug = `bench-${newId().slice(-12)}`;
  const definition = { ...birdStrikeInspection(training), secondPersonToRaise: false };
  const { useCase } = await defineUseCase(context, { slug, definition });
  const model = "lib/demo/models/bird-strike-inspection";
  await createModel(context, {
    useCaseId: useCase.id,
    name: "Bench",
    backend: "onnx",
    file: await readModelFile(`${model}.onnx`),
    mapping: JSON.parse(await readFile(`${model}.mapping.json`, "utf8")),
  });
  await changePolicy(context, {
    useCaseId: useCase.id,
    changes: { mode: "ai_assist", baseMode: "ai_assist", champion: 1 },
    reason: "Measuring.",
  });
  let sent = 0;
  const nextBody = () => {
    const strike = stream[sent % stream.length];
    return { externalId: `bench-${sent++}`, input: { ...strike?.input } };
  };
  return { useCaseId: useCase.id, path: `/api/v1/use-cases/${slug}/items`, nextBody };
}

/** Requests a second; every answer must have the status. */
async function fire(request: autocannon.Request, status: number): Promise<number> {
  const result = await autocannon({ url: origin, connections, duration: roundSeconds, requests: [request] });
  const strange = Object.keys(result.statusCodeStats ?? {}).filter((code) => Number(code) !== status);
  if (strange.length > 0 || result.errors > 0)
    throw new Error(`Answers were ${strange.join(", ")}, ${result.errors} errors.`);
  return result.requests.average;
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

/**
 * Single items against the same call answered with a constant: same route, method and body, but no key, so that nothing is
 * looked up or stored. The middle one of ratios taken side by side.
 */
async function measureSingleItems({ path, nextBody }: Target) {
  const constant: autocannon.Request = {
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    setupRequest: (request) => ({ ...request, body: JSON.stringify(nextBody()) }),
  };
  const item: autocannon.Request = {
    method: "POST",
    path,
    headers,
    setupRequest: (request) => ({ ...request, body: JSON.stringify(nextBody()) }),
  };
  const pairs: { constants: number; items: number; ratio: number }[] = [];
  // The first round warms up.
  for (let round = -1; round < rounds; round++) {
    const constants = await fire(constant, 401);
    const items = await fire(item, 201);
    if (round >= 0) pairs.push({ constants, items, ratio: items / constants });
  }
  const middle = pairs.sort((one, other) => one.ratio - other.ratio)[rounds >> 1];
  return {
    name: `api: single items in ai_assist, ${connections} connections, against a constant answer`,
    ratio: middle?.ratio ?? Number.NaN,
    limit: 0.5,
    detail: `${middle?.items.toFixed(0)} items a second, ${middle?.constants.toFixed(0)} constants a second`,
  };
}

async function sendBatch({ path, nextBody }: Target, size: number): Promise<{ ids: string[]; ms: number }> {
  const body = JSON.stringify({ items: Array.from({ length: size }, nextBody) });
  const started = performance.now();
  const response = await fetch(`${origin}${path}/batch`, { method: "POST", headers, body });
  const { results } = (await response.json()) as { results: { id?: string }[] };
  const ms = performance.now() - started;
  const ids = results.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (ids.length !== size) throw new Error(`${size - ids.length} items of a batch were refused.`);
  return { ids, ms };
}

/** Where a batch's rows are, and which ones they are; the table `batch` names its items. Parents stand before children. */
const ofItem = "item_id IN (SELECT id FROM batch)";
const ofSubject = "subject_type = 'item' AND subject_id IN (SELECT id::text FROM batch)";
const rowsOf = [
  ["item", "id IN (SELECT id FROM batch)"],
  ["prediction", ofItem],
  ["decision", ofItem],
  ["review", ofItem],
  ["audit_event", ofSubject],
  ["audit_pending", `event_id IN (SELECT id FROM audit_event WHERE ${ofSubject})`],
] as const;

/** Batches against COPY of the rows that they wrote: each batch's rows are written out, deleted, and copied back. */
async function measureBatches(target: Target) {
  await sendBatch(target, batchSize);
  const times = { batch: [] as number[], copy: [] as number[] };
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  // What is sealed cannot be deleted any more: the worker's sequencer waits until the connection ends.
  await owner.query("SELECT pg_advisory_lock(hashtextextended('audit-sequencer', 0))");
  const folder = await mkdtemp(join(tmpdir(), "countersign-copy-"));
  await chmod(folder, 0o777);
  try {
    for (let round = 0; round < batches; round++) {
      const { ids, ms } = await sendBatch(target, batchSize);
      times.batch.push(ms);
      times.copy.push(await copyBack(owner, folder, ids));
    }
  } finally {
    await owner.end();
    await rm(folder, { recursive: true });
  }
  const [batch, copy] = [median(times.batch), median(times.copy)];
  return {
    name: `api: a batch of ${batchSize.toLocaleString("en-GB")} against COPY of its rows`,
    ratio: copy / batch,
    limit: 0.15,
    detail: `${batch.toFixed(0)} ms a batch, ${copy.toFixed(0)} ms for COPY into ${rowsOf.length} tables`,
  };
}

async function copyBack(owner: Client, folder: string, ids: readonly string[]): Promise<number> {
  await owner.query("DROP TABLE IF EXISTS batch");
  await owner.query("CREATE TEMPORARY TABLE batch AS SELECT unnest($1::uuid[]) AS id", [ids]);
  await owner.query("ANALYZE batch");
  const copies = rowsOf.map(([table, where]) => ({
    table,
    where,
    file: escapeLiteral(join(folder, `${table}-${ids[0]}`)),
  }));
  for (const { table, where, file } of copies) {
    await owner.query(`COPY (SELECT * FROM ${table} WHERE ${where}) TO ${file}`);
  }
  // Without triggers: nothing else may delete from the audit log, and nothing refers to these rows yet.
  await owner.query("SET session_replication_role = replica");
  for (const { table, where } of [...copies].reverse()) await owner.query(`DELETE FROM ${table} WHERE ${where}`);
  await owner.query("SET session_replication_role = origin");
  const started = performance.now();
  await owner.query("BEGIN");
  for (const { table, file } of copies) await owner.query(`COPY ${table} FROM ${file}`);
  await owner.query("COMMIT");
  return performance.now() - started;
}

/** The web process's highest memory so far, after a batch of 10,000; nothing where the system does not tell. */
async function measureMemory(target: Target) {
  const { ms } = await sendBatch(target, 10_000);
  const pid = await findListener(Number(new URL(origin).port)).catch(() => null);
  if (pid === null) return [];
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  return [
    {
      name: "api: 700 MB against the web process's highest memory, a batch of 10,000 included",
      ratio: 700 / peak,
      limit: 1,
      detail: `${peak.toFixed(0)} MB; the batch took ${(ms / 1000).toFixed(1)} s`,
    },
  ];
}

/** The process that listens on a port, as Linux tells it. */
async function findListener(port: number): Promise<string | null> {
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8")));
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const listening = tables
    .flatMap((table) => table.split("\n"))
    .find((line) => line.includes(`:${hexPort} `) && / 0A /.test(line));
  const inode = listening?.trim().split(/\s+/)[9];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const links = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const link of links) {
      if ((await readlink(`/proc/${pid}/fd/${link}`).catch(() => "")) === `socket:[${inode}]`) return pid;
    }
  }
  return null;
}
