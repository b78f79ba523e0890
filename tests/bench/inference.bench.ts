import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import type { ModelSource } from "@/lib/inference/backend";
import { batchRows } from "@/lib/inference/batch-rows";
import type { ItemInput } from "@/lib/inference/encode-column";
import { encodeInputs } from "@/lib/inference/encode-inputs";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { hasSharedData, readShared } from "@/tests/support/shared-data";
import { incomeBoosted, incomeRows } from "@/tests/support/shared-models";

const batch = 256;
const callers = 128;
const outputs = ["probabilities"];
const rounds = 9;
const roundMs = 400;

/** What the child process costs, against onnxruntime called directly. Higher ratios are better. */
export async function bench(): Promise<{ name: string; ratio: number; limit: number; detail: string }[]> {
  if (!hasSharedData) return [];
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  const inference = new Inference({ ...defaultInferenceSettings, dataDir });
  const model = incomeBoosted();
  const rows = incomeRows();
  const session = await ort.InferenceSession.create(readShared("adult/income-boosted.onnx"), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    const batches = await encodeBatches(model, rows);
    const single = await encodeBatches(model, rows.slice(0, 1), 1);
    const predictOne = async (row: ItemInput) => void (await inference.predict(model, [row]));
    const throughput = { direct: [] as number[], ours: [] as number[] };
    const alone = { direct: [] as number[], ours: [] as number[] };
    // Taken in turns, so that whatever else the machine does weighs on both alike; the first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const direct = await rowsPerSecond(1, batch, (i) => session.run(batches[i % batches.length] ?? {}, outputs));
      const ours = await rowsPerSecond(callers, 1, (i) => predictOne(rows[i % rows.length] ?? {}));
      const lone = await medianMs((i) => predictOne(rows[i % rows.length] ?? {}));
      const run = await medianMs(() => session.run(single[0] ?? {}, outputs));
      if (round === 0) continue;
      throughput.direct.push(direct);
      throughput.ours.push(ours);
      alone.ours.push(lone);
      alone.direct.push(run);
    }
    const direct = median(throughput.direct);
    const ours = median(throughput.ours);
    const overhead = median(alone.ours) - median(alone.direct);
    return [
      {
        name: `inference: ${callers} concurrent single requests against session.run on batches of ${batch}`,
        ratio: ours / direct,
        limit: 0.6,
        detail: `${Math.round(ours)} against ${Math.round(direct)} rows a second`,
      },
      {
        name: "inference: 1 ms against the overhead of a lone request at the median",
        ratio: 1 / overhead,
        limit: 1,
        detail: `${overhead.toFixed(3)} ms over a direct run of ${median(alone.direct).toFixed(3)} ms`,
      },
    ];
  } finally {
    await session.release();
    await inference.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function encodeBatches(
  { mapping }: ModelSource,
  rows: readonly ItemInput[],
  size = batch,
): Promise<Record<string, ort.Tensor>[]> {
  const encoded = (await encodeInputs(mapping, rows)).flatMap((row) => (row.ok ? [row.cells] : []));
  return Array.from({ length: Math.floor(encoded.length / size) }, (_, index) =>
    Object.fromEntries(
      batchRows(mapping, new Map(), encoded.slice(index * size, (index + 1) * size)).map(
        ({ name, type, data, dims }) => [name, new ort.Tensor(type as "float32", data as Float32Array, dims)],
      ),
    ),
  );
}

/** Runs `task` from several callers at once, each waiting for its own, for `roundMs`. */
async function rowsPerSecond(atOnce: number, rows: number, task: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let started = 0;
  const caller = async () => {
    while (performance.now() - start < roundMs) await task(started++);
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return ((started * rows) / (performance.now() - start)) * 1000;
}

async function medianMs(task: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < 300; index++) {
    const start = performance.now();
    await task(index);
    times.push(performance.now() - start);
  }
  return median(times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
