import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { systemActor } from "@/lib/access/actor";
import { appendEvents } from "@/lib/audit/append-events";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import { askForExport } from "@/lib/audit/export/ask-for-export";
import type { BatchEncoder } from "@/lib/audit/export/batch-encoder";
import { encodeDecisions } from "@/lib/audit/export/encode-decisions";
import { encodeEventsParquet } from "@/lib/audit/export/encode-events-parquet";
import { encodeLines } from "@/lib/audit/export/encode-lines";
import { eventBatches } from "@/lib/audit/export/event-batches";
import { FileSink } from "@/lib/audit/export/file-sink";
import { type LogConnection, readExternalIds } from "@/lib/audit/export/log-query";
import { readTar } from "@/lib/audit/export/read-tar";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { verifyPath } from "@/lib/audit/verify/verify-path";
import { withByteConnection } from "@/lib/platform/byte-connection";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { workerMemory } from "@/lib/platform/launcher/memory-flags";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";
import { residentBytes } from "@/tests/support/process-memory";

/** BENCH_EVENTS shortens a trial. */
const wanted = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const memoryLimit = 400 * 1024 * 1024;

/**
 * Exports of the whole log: each format against Postgres copying the same rows out, a worker's memory while it makes a
 * bundle, and verifying that against hashing it twice. Higher ratios are better.
 */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-bench-"));
  try {
    const useCase = await makeUseCase();
    await fill(useCase);
    const sealer = startWorker(folder);
    while (Number((await latestCheckpoint())?.size ?? 0) < wanted) await sleep(500);
    sealer.kill("SIGKILL");
    await once(sealer, "exit");
    const formats = await withByteConnection((connection) => measureFormats(connection, folder));
    const bundle = await measureBundle(useCase.id, folder);
    return [...formats, ...bundle];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Four events for each item: sent in, decided by the model, checked by a person, replaced. */
async function fill({ id: useCaseId, slug }: { id: string; slug: string }): Promise<void> {
  const policy = await database.policy.findFirstOrThrow({ where: { inForceOf: { id: useCaseId } } });
  const sha256 = Buffer.from(policy.sha256).toString("hex");
  const useCase = { id: useCaseId, slug };
  const atOnce = 500;
  for (let first = 0; first * 4 < wanted; first += atOnce) {
    const items = Array.from({ length: atOnce }, (_, n) => {
      const input = { note: `A bird was seen near runway ${n}.`, speed: 100 + (n % 50) };
      return { id: newId(), externalId: `bench-${first + n}`, input, salt: newSalt() };
    });
    const now = new Date();
    const events = items.flatMap((item): AuditEvent[] => {
      const shared = { useCase, subject: { type: "item", id: item.id } } as const;
      const model = { id: useCaseId, version: 1, sha256, runtime: "bench" };
      const output = { outcome: "yes", score: 0.93, threshold: 0.9, reasons: ["above_threshold"] };
      const versions = { model, policy: { id: policy.id, version: 1, sha256 }, mode: "partial_automation" };
      return [
        {
          ...shared,
          ...versions,
          type: "item.submitted",
          newSubject: true,
          buckets: { ramp: 0.123, qc: 0.456, blind: 0.789 },
          inputCommitment: commitValue(item.salt, "input", item.input),
          output,
          detail: { external_id: item.externalId, decides: "model", review: null, reveal: "never" },
        },
        { ...shared, ...versions, type: "decision.made", output, detail: { seq: 1, decided_by: "model" } },
        { ...shared, type: "review.claimed", detail: { review: item.id } },
        {
          ...shared,
          type: "decision.superseded",
          policy: { id: policy.id, version: 1, sha256 },
          verdict: { review: item.id, outcome: "no" },
          priorDecision: { seq: 1, outcome: "yes", value: null },
          detail: { decided_by: "human", by: "review" },
        },
      ];
    });
    await database.$transaction(async (tx) => {
      await tx.item.createMany({
        data: items.map(({ id, externalId, input, salt }) => ({
          id,
          useCaseId,
          externalId,
          input,
          unlisted: [],
          bodySha256: salt,
          inputSalt: salt,
          tags: [],
          createdAt: now,
          route: {},
          mode: "partial_automation" as const,
          policyId: policy.id,
          status: "decided" as const,
          outcome: "no",
          decidedBy: "human" as const,
          decidedAt: now,
        })),
      });
      await appendEvents(tx, systemActor("bench"), newId(), events);
    });
  }
}

function startWorker(folder: string): ChildProcess {
  return fork("lib/jobs/worker.ts", [], {
    execArgv: [...workerMemory, "--import", "tsx", "--conditions=react-server"],
    env: { ...process.env, DATA_DIR: folder, AUDIT_SIGNING_KEY: Buffer.alloc(32, 5).toString("base64") },
  });
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

interface Format {
  name: string;
  limit: number;
  /** What Postgres copies out: the same rows, as they are or with the same columns. */
  copy: string;
  encoder: (connection: LogConnection) => BatchEncoder;
  types: string[] | null;
}

const log = "FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id LEFT JOIN use_case c ON c.id = e.use_case_id";
const eventColumns =
  "l.index, e.id, e.type, e.occurred_at, c.slug, e.subject_type, e.subject_id, e.subject_seq, e.actor_kind, e.actor_id";

const formats: Format[] = [
  {
    name: "events.jsonl",
    limit: 0.25,
    copy: `SELECT e.envelope ${log} ORDER BY l.index`,
    encoder: () => encodeLines(),
    types: null,
  },
  {
    name: "decisions.csv",
    limit: 0.25,
    copy: `SELECT l.index, e.id, e.occurred_at, c.slug, e.subject_id, i.external_id, j #>> '{output,outcome}', j #>> '{verdict,outcome}',
                  j #>> '{detail,decided_by}', j #>> '{prior_decision,outcome}', j ->> 'mode', j #>> '{policy,version}',
                  j #>> '{model,version}', j #>> '{model,sha256}', j #>> '{output,score}', j #>> '{output,threshold}',
                  j #>> '{output,reasons}', j #>> '{verdict,review}', e.actor_kind, e.actor_id, j ->> 'request_id'
           ${log} JOIN item i ON i.id = e.subject_id::uuid, LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb AS j) AS parsed
           WHERE e.type IN ('decision.made', 'decision.superseded') ORDER BY l.index`,
    encoder: (connection) => encodeDecisions((itemIds) => readExternalIds(connection, itemIds)),
    types: ["decision.made", "decision.superseded"],
  },
  {
    name: "events.parquet",
    limit: 0.1,
    copy: `SELECT ${eventColumns}, l.leaf_hash, e.envelope ${log} ORDER BY l.index`,
    encoder: () => encodeEventsParquet(),
    types: null,
  },
];

/** Each format as a worker writes it, and the same rows copied out to this process, in turn. */
async function measureFormats(connection: LogConnection, folder: string) {
  await connection.query("SELECT count(*) FROM audit_event WHERE length(envelope) > 0");
  const measured = [];
  for (const { name, limit, copy, encoder, types } of formats) {
    const { rows } = await connection.query<{ index: string }>(
      "SELECT l.index FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id WHERE $1::text[] IS NULL OR e.type = ANY($1) ORDER BY 1",
      [types],
    );
    const indexes = rows.map(({ index }) => Number(index));
    const times = { copy: [] as number[], ours: [] as number[] };
    let bytes = 0;
    for (let round = 0; round < 3; round++) {
      times.copy.push(await seconds(() => connection.query(`COPY (${copy}) TO STDOUT`)));
      const file = path.join(folder, name);
      times.ours.push(
        await seconds(async () => {
          ({ bytes } = await write(connection, indexes, encoder(connection), file));
        }),
      );
      await rm(file);
    }
    const [copied, ours] = [Math.min(...times.copy), Math.min(...times.ours)];
    const detail = `${indexes.length.toLocaleString("en-GB")} rows, ${Math.round(bytes / 1e6)} MB in ${ours.toFixed(1)} s, COPY ${copied.toFixed(1)} s, the best of three each`;
    measured.push({ name: `export: ${name} against COPY`, ratio: copied / ours, limit, detail });
  }
  return measured;
}

async function write(connection: LogConnection, indexes: number[], encoder: BatchEncoder, file: string) {
  const sink = await FileSink.create(file);
  await sink.write(encoder.begin());
  let at = 0;
  const next = async (count: number) => {
    at += count;
    return indexes.slice(at - count, at);
  };
  for await (const events of eventBatches(connection, next)) await sink.write(await encoder.encode(events));
  await sink.write(encoder.end());
  return sink.finish();
}

/** A whole bundle, made by a worker that has done nothing else, and verified. */
async function measureBundle(useCaseId: string, folder: string) {
  const person = await makeReviewer(useCaseId, "auditor");
  await database.user.update({ where: { id: person.id }, data: { isAdmin: true } });
  const worker = startWorker(folder);
  await once(worker, "message");
  const idle = residentBytes(worker.pid ?? 0);
  const { id } = await askForExport({ actor: { ...person, isAdmin: true } }, {});
  let most = 0;
  const took = await seconds(async () => {
    for (;;) {
      most = Math.max(most, residentBytes(worker.pid ?? 0));
      const { status, error } = await database.exportJob.findUniqueOrThrow({ where: { id } });
      if (status === "ready") return;
      if (status === "failed") throw new Error(String(error));
      await sleep(100);
    }
  });
  worker.kill("SIGKILL");
  const tar = path.join(folder, "bundle.tar");
  await pipeline(readTar(path.join(folder, "exports", id), new Date()), createWriteStream(tar));
  const hashing = await seconds(async () => {
    for (let round = 0; round < 2; round++) await pipeline(createReadStream(tar), createHash("sha256"));
  });
  let verdict = "";
  const verifying = await seconds(async () => {
    ({ verdict } = await verifyPath(tar, { keys: [], origin: null, anchors: [] }));
  });
  if (verdict !== "valid_unanchored") throw new Error(`The bundle's verdict is ${verdict}.`);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  return [
    {
      name: "export: 400 MB against the worker's memory",
      ratio: memoryLimit / most,
      limit: 1,
      detail: `${megabytes(idle)} before, at most ${megabytes(most)} while it made a bundle of ${wanted.toLocaleString("en-GB")} events in ${took.toFixed(0)} s`,
    },
    {
      name: "export: hashing the bundle twice against verifying it",
      ratio: hashing / verifying,
      limit: 0.5,
      detail: `${verifying.toFixed(1)} s against ${hashing.toFixed(1)} s`,
    },
  ];
}
