import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { sealState } from "@/lib/audit/tree/seal-state-query";

/** BENCH_SECONDS shortens a trial. */
const loadSeconds = Number(process.env.BENCH_SECONDS ?? 60);
const roundSeconds = Math.min(10, loadSeconds);
const rounds = 3;

const withoutAudit = ["--import", "./tests/support/without-audit.ts"];

function start(file: string, args: string[], preload: string[], env: NodeJS.Dict<string> = {}): ChildProcess {
  return fork(file, args, {
    execArgv: ["--import", "tsx", "--conditions=react-server", ...preload],
    env: { ...process.env, ...env },
  });
}

interface Sent {
  sent: number;
  events: number;
  seconds: number;
}

type What = "reports" | "letters";

async function submit(what: What, seconds: number, preload: string[] = []): Promise<Sent> {
  const child = start("tests/support/submit-loop.ts", [String(seconds), what], preload);
  const [answer] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`Submitting ended with exit code ${code}.`))),
  ]);
  return answer as Sent;
}

const median = (values: number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const perSecond = ({ sent, seconds }: Sent) => sent / seconds;

const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString("en-GB")} items/s`;

/** What the audit log costs whoever submits, and whether sealing keeps up. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  // In a database that has been in use, memory and the files of its own log are there already.
  await submit("letters", roundSeconds);
  const reports = await withAndWithout("reports");
  const letters = await withAndWithout("letters");
  const sealing = await sealUnderLoad();
  return [
    {
      name: "audit: submitting with audit events against submitting without",
      ratio: reports.audited / reports.bare,
      limit: 0.7,
      detail: `reports by the API, answered by a model: ${rate(reports.audited)} against ${rate(reports.bare)}, medians of ${rounds} rounds in turn; the command alone, with the smallest items there are: ${(letters.audited / letters.bare).toFixed(2)}, ${rate(letters.audited)} against ${rate(letters.bare)}`,
    },
    ...sealing,
  ];
}

/** Items per second with audit events, and with audit events switched off. */
async function withAndWithout(what: What): Promise<{ audited: number; bare: number }> {
  const [audited, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    await checkpoint();
    const without = await submit(what, roundSeconds, withoutAudit);
    if (without.events > 0) throw new Error("Audit events were written although they are switched off.");
    bare.push(perSecond(without));
    await checkpoint();
    audited.push(perSecond(await submit(what, roundSeconds)));
  }
  return { audited: median(audited), bare: median(bare) };
}

/** What one round leaves to be written is not the next one's to pay. */
async function checkpoint(): Promise<void> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("CHECKPOINT").finally(() => client.end());
}

/** A worker seals what is submitted at the highest rate, all in one process on this machine. */
async function sealUnderLoad(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), "countersign-bench-"));
  const signingKey = Buffer.alloc(32, 5).toString("base64");
  const worker = start("lib/jobs/worker.ts", [], [], { DATA_DIR: dataFolder, AUDIT_SIGNING_KEY: signingKey });
  await once(worker, "message");
  while ((await sealState()).unsealed > 0) await sleep(100);
  const lags: number[] = [];
  let over = false;
  const watching = (async () => {
    while (!over) {
      lags.push((await sealState()).lagSeconds);
      await sleep(200);
    }
  })();
  const sent = await submit("letters", loadSeconds);
  const ended = performance.now();
  over = true;
  await watching;
  while ((await sealState()).unsealed > 0 && performance.now() - ended < 120_000) await sleep(50);
  const drainSeconds = (performance.now() - ended) / 1000;
  worker.kill("SIGKILL");
  await rm(dataFolder, { recursive: true, force: true });
  lags.sort((one, other) => one - other);
  const p95 = lags[Math.ceil(lags.length * 0.95) - 1] ?? Number.NaN;
  const load = `${Math.round(perSecond(sent)).toLocaleString("en-GB")} items/s, ${Math.round(sent.events / sent.seconds).toLocaleString("en-GB")} events/s for ${Math.round(sent.seconds)} s`;
  return [
    {
      name: "audit: 2 s against the p95 of the seal lag under the highest load",
      ratio: 2 / p95,
      limit: 1,
      detail: `${p95.toFixed(2)} s at ${load}`,
    },
    {
      name: "audit: 10 s against the time until all is sealed after it",
      ratio: 10 / drainSeconds,
      limit: 1,
      detail: `${drainSeconds.toFixed(1)} s`,
    },
  ];
}
