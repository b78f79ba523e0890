import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ModelSource } from "@/lib/inference/backend";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { startLimited } from "@/lib/inference/onnx/limited-process";
import type { Measurement } from "@/tests/bench/run";
import { inferenceChildren } from "@/tests/support/inference-children";
import { ownBytes, residentBytes, threadCount } from "@/tests/support/process-memory";
import { hasSharedData } from "@/tests/support/shared-data";
import { incomeBoosted, incomeRows } from "@/tests/support/shared-models";

const megabyte = 1024 * 1024;
const loads = 60;
const models = 20;

/** What models take of this machine, as Linux tells it. */
export async function bench(): Promise<Measurement[]> {
  if (!hasSharedData || process.platform !== "linux") return [];
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  try {
    return [await loadAndUnload(dataDir), ...(await manyAtOnce(dataDir))];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The same file, bound in another way each time: another model to everybody but the disk. */
function variant(index: number): ModelSource {
  const model = incomeBoosted();
  const [first, ...others] = model.mapping.inputs;
  if (first?.from !== "column") throw new Error("The model's first input is no column.");
  const column = { ...first.column, missing: { constant: index } };
  return { ...model, mapping: { ...model.mapping, inputs: [{ ...first, column }, ...others] } };
}

async function loadAndUnload(dataDir: string): Promise<Measurement> {
  const rows = incomeRows().slice(0, 256);
  const sizes: number[] = [];
  for (let load = 0; load < loads; load++) {
    const inference = new Inference({ ...defaultInferenceSettings, dataDir });
    await inference.predict(incomeBoosted(), rows);
    if (load % 10 === 9) sizes.push(await residentOfAll());
    await inference.stop();
  }
  const [first = 0] = sizes;
  const grown = (sizes.at(-1) ?? 0) - first;
  return {
    name: `20 MB against the growth of resident memory over ${loads} loads and unloads, this process and its children`,
    ratio: (20 * megabyte) / Math.max(grown, 1),
    limit: 1,
    detail: `after every tenth: ${sizes.map(megabytes).join(", ")}`,
  };
}

async function residentOfAll(): Promise<number> {
  collectGarbage();
  await pause(50);
  return [process.pid, ...inferenceChildren()].reduce((sum, pid) => sum + residentBytes(pid), 0);
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

async function manyAtOnce(dataDir: string): Promise<Measurement[]> {
  const inference = new Inference({ ...defaultInferenceSettings, dataDir });
  const rows = incomeRows().slice(0, 256);
  const before = residentBytes(process.pid);
  try {
    await Promise.all(Array.from({ length: models }, (_, index) => inference.predict(variant(index), rows)));
    const children = inferenceChildren();
    const idle = await threadsOfIdleProgram();
    const computing = children.map((pid) => threadCount(pid) - idle + 1);
    const total = (of: (pid: number) => number) => megabytes(children.reduce((sum, pid) => sum + of(pid), 0));
    return [
      {
        name: `${models} models in force at once: one computing thread against what each has at most`,
        ratio: children.length === models ? 1 / Math.max(...computing) : 0,
        limit: 1,
        detail: `${children.length} processes of ${Math.max(...children.map(threadCount))} threads; a program of ours that holds no model has ${idle}, one of which computes`,
      },
      {
        name: `${models} models in force at once: 64 MB against each one's own memory`,
        ratio: 64 / (Number(total(ownBytes).replace(/\D/g, "")) / models),
        limit: 1,
        detail: `their own ${total(ownBytes)}, with shared pages counted in each ${total(residentBytes)}; this process ${megabytes(before)} before, ${megabytes(residentBytes(process.pid))} now`,
      },
    ];
  } finally {
    await inference.stop();
  }
}

/** Node's own threads, in a program that is started as models are. */
async function threadsOfIdleProgram(): Promise<number> {
  const child = startLimited("tests/support/limits-probe.ts", ["wait"], { memoryBytes: 512 * megabyte });
  await once(child, "message");
  const threads = threadCount(child.pid ?? 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  return threads;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / megabyte)} MB`;
