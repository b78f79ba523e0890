import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ort from "onnxruntime-node";
import type { OnnxSource } from "@/lib/inference/backend";
import { batchRows } from "@/lib/inference/batch-rows";
import type { ItemInput } from "@/lib/inference/encode-column";
import { type Cell, encodeInputs } from "@/lib/inference/encode-inputs";
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { openBackend } from "@/lib/inference/open-backend";
import type { Measurement } from "@/tests/bench/run";
import { hasSharedData, readShared, readSharedCsv } from "@/tests/support/shared-data";
import { digits, incomeBoosted, incomeRows } from "@/tests/support/shared-models";

// Of the session that runs in this process, to compare with: otherwise it reports each model to its maker.
process.env.ORT_DISABLE_TELEMETRY = "1";

const batch = 256;
const callers = 128;
const rounds = 9;
const roundMs = 400;

/** What the child process costs, against onnxruntime called directly. Higher ratios are better. */
export async function bench(): Promise<Measurement[]> {
  if (!hasSharedData) return [];
  return [
    ...(await compare("income-boosted", incomeBoosted(), "adult/income-boosted.onnx", incomeRows().slice(0, 4096))),
    ...(await compare(
      "digits-cnn-logits",
      digits(),
      "digits/digits-cnn-logits.onnx",
      readSharedCsv("digits/stream.csv"),
    )),
  ];
}

type Feeds = Record<string, ort.Tensor>;

async function compare(
  name: string,
  model: OnnxSource,
  file: string,
  items: readonly ItemInput[],
): Promise<Measurement[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  const settings = { ...defaultInferenceSettings, dataDir };
  const inference = new Inference(settings);
  const backend = openBackend(model, settings);
  const session = await ort.InferenceSession.create(readShared(file), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const outputs = model.mapping.output.kind === "scores" ? [String(model.mapping.output.tensor)] : [];
  const rows = await encode(model, items);
  const batches = inBatches(model, rows, batch);
  const [single = {}] = inBatches(model, rows.slice(0, 1), 1);
  const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T;
  const runs = {
    /** A batch that lies ready, in a tight loop. */
    direct: (index: number) => session.run(at(batches, index), outputs),
    /** The same from the items' own inputs. */
    directEncoding: async (index: number) => {
      const start = (index * batch) % (items.length - batch + 1);
      const [feeds = {}] = inBatches(model, await encode(model, items.slice(start, start + batch)), batch);
      return session.run(feeds, outputs);
    },
    single: () => session.run(single, outputs),
    /** One encoded row, through the child process. */
    row: (index: number) => backend.run([[...at(rows, index)]]),
    /** One item's input, as the product asks. */
    item: (index: number) => inference.predict(model, [at(items, index)]),
  };
  try {
    const seen: Record<string, number[]> = {};
    const keep = (key: string, value: number) => {
      seen[key] ??= [];
      seen[key].push(value);
    };
    // Taken in turns, so that whatever else the machine does weighs on all alike; the first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const figures = {
        direct: await rowsPerSecond(1, batch, runs.direct),
        rows: await rowsPerSecond(callers, 1, runs.row),
        directEncoding: await rowsPerSecond(1, batch, runs.directEncoding),
        items: await rowsPerSecond(callers, 1, runs.item),
        single: await medianMs(runs.single),
        loneRow: await medianMs(runs.row),
      };
      if (round > 0) for (const [key, value] of Object.entries(figures)) keep(key, value);
    }
    const of = (key: string) => median(seen[key] ?? []);
    const overhead = of("loneRow") - of("single");
    const perSecond = (key: string) => Math.round(of(key)).toLocaleString("en-GB");
    return [
      {
        name: `${name}: ${callers} concurrent single rows, encoded already, against session.run on batches of ${batch}`,
        ratio: of("rows") / of("direct"),
        limit: 0.6,
        detail: `${perSecond("rows")} against ${perSecond("direct")} rows a second`,
      },
      {
        name: `${name}: ${callers} concurrent single items, against encoding ${batch} of them and session.run`,
        ratio: of("items") / of("directEncoding"),
        limit: 0.6,
        detail: `${perSecond("items")} against ${perSecond("directEncoding")} items a second; encoding is all of a picture's cost`,
      },
      {
        name: `${name}: 1 ms against the overhead of a lone row at the median`,
        ratio: 1 / Math.max(overhead, 0.001),
        limit: 1,
        detail: `${overhead.toFixed(3)} ms over a direct run of ${of("single").toFixed(3)} ms`,
      },
    ];
  } finally {
    await session.release();
    await Promise.all([inference.stop(), backend.close()]);
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function encode({ mapping }: OnnxSource, items: readonly ItemInput[]): Promise<Cell[][]> {
  return (await encodeInputs(mapping, items)).flatMap((row) => (row.ok ? [row.cells] : []));
}

function inBatches({ mapping }: OnnxSource, rows: readonly Cell[][], size: number): Feeds[] {
  return Array.from({ length: Math.floor(rows.length / size) }, (_, index) =>
    Object.fromEntries(
      batchRows(mapping, new Map(), rows.slice(index * size, (index + 1) * size)).map(({ name, type, data, dims }) => [
        name,
        new ort.Tensor(type as "float32", data as Float32Array, dims),
      ]),
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
