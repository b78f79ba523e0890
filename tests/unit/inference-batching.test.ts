import { describe, expect, it } from "vitest";
import { batchRows, neutralRow, rowsPerBatch } from "@/lib/inference/batch-rows";
import { CircuitBreaker } from "@/lib/inference/circuit-breaker";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { Call, RowQueue, type WaitingRow } from "@/lib/inference/row-queue";

const column = (tensor: string, type: string, kind = "number") => ({
  tensor,
  type,
  from: "column",
  column: { field: tensor, encoding: { kind } },
});
const image = (size: number) => ({
  tensor: "image",
  type: "float32",
  from: "image",
  field: "picture",
  width: size,
  height: size,
  channels: 3,
  layout: "nhwc",
});
const mappingOf = (...inputs: object[]) => mappingSchema.parse({ inputs, output: { kind: "value", tensor: "y" } });

describe("batchRows", () => {
  const mapping = mappingOf(
    column("f", "float32"),
    column("d", "float64"),
    column("i", "int32"),
    column("l", "int64"),
    column("b", "bool"),
    column("s", "string", "text"),
    { tensor: "v", type: "float64", from: "vector", columns: [{ field: "x", encoding: { kind: "number" } }] },
    image(1),
  );
  const row = (n: number) => [n, n, n, n, n % 2, String(n), new Float64Array([n]), new Float32Array([n, n, n])];

  it("puts rows one after the other into tensors of the right type and shape", () => {
    expect(batchRows(mapping, new Map([["f", 1]]), [row(1), row(2)])).toEqual([
      { name: "f", type: "float32", dims: [2], data: new Float32Array([1, 2]) },
      { name: "d", type: "float64", dims: [2, 1], data: new Float64Array([1, 2]) },
      { name: "i", type: "int32", dims: [2, 1], data: new Int32Array([1, 2]) },
      { name: "l", type: "int64", dims: [2, 1], data: new BigInt64Array([1n, 2n]) },
      { name: "b", type: "bool", dims: [2, 1], data: new Uint8Array([1, 0]) },
      { name: "s", type: "string", dims: [2, 1], data: ["1", "2"] },
      { name: "v", type: "float64", dims: [2, 1], data: new Float64Array([1, 2]) },
      { name: "image", type: "float32", dims: [2, 1, 1, 3], data: new Float32Array([1, 1, 1, 2, 2, 2]) },
    ]);
  });

  it("has a neutral row of the same shape for warming up", () => {
    const dims = batchRows(mapping, new Map(), [neutralRow(mapping)]).map((tensor) => tensor.dims);
    expect(dims).toEqual(batchRows(mapping, new Map(), [row(1)]).map((tensor) => tensor.dims));
  });

  it("allows 256 rows, fewer large ones, and one where the model takes one", () => {
    expect(rowsPerBatch(mapping)).toBe(256);
    expect(rowsPerBatch(mappingOf(image(224)))).toBe(13);
    expect(rowsPerBatch(mappingOf(image(2048)))).toBe(1);
    expect(rowsPerBatch(mapping, { inputs: [{ name: "f", type: "float32", shape: [1, 1] }] })).toBe(1);
    expect(rowsPerBatch(mapping, { inputs: [{ name: "f", type: "float32", shape: [-1, 1] }] })).toBe(256);
  });
});

describe("RowQueue", () => {
  function queueOf(count: number, since = (index: number) => index) {
    const queue = new RowQueue();
    const call = new Call(count);
    for (let index = 0; index < count; index++) queue.add({ cells: [], since: since(index), losses: 0, call, index });
    return queue;
  }
  const indexes = (rows: readonly WaitingRow[]) => rows.map(({ index }) => index);

  it("gives half of all rows in work, but at least 32 and at most the limit, in order", () => {
    expect(queueOf(1).take(256, 0)).toHaveLength(1);
    expect(queueOf(40).take(256, 0)).toHaveLength(32);
    expect(queueOf(128).take(256, 0)).toHaveLength(64);
    expect(queueOf(64).take(256, 64)).toHaveLength(64);
    expect(queueOf(5000).take(256, 0)).toHaveLength(256);
    const queue = queueOf(70);
    expect(indexes([...queue.take(256, 0), ...queue.take(256, 0), ...queue.take(256, 0)])).toEqual(
      Array.from({ length: 70 }, (_, index) => index),
    );
    expect(queue.empty).toBe(true);
  });

  it("splits a failed batch until every row is alone, never further, and tries these before new rows", () => {
    const queue = queueOf(300);
    const batch = queue.take(256, 0);
    let batches = 0;
    const alone: number[] = [];
    queue.retryInParts(batch);
    while (alone.length < batch.length) {
      const part = queue.take(256, 0);
      batches += 1;
      if (part.length === 1) alone.push(...indexes(part));
      else queue.retryInParts(part);
    }
    expect(alone.toSorted((a, b) => a - b)).toEqual(indexes(batch));
    expect(batches).toBe(Math.ceil(batch.length / 16) + batch.length);
    expect(queue.length).toBe(300 - batch.length);
  });

  it("gives up the rows that came before a moment, and no others", () => {
    const queue = queueOf(10);
    expect(indexes(queue.takeOlderThan(4))).toEqual([0, 1, 2, 3]);
    expect(queue.takeOlderThan(4)).toEqual([]);
    expect(queue.takeOlderThan(100)).toHaveLength(6);
  });
});

describe("Call", () => {
  it("settles with every row's answer in its place, once the last is there", async () => {
    const call = new Call(2);
    const second = { ok: true as const, raw: { values: [2] } };
    const first = { ok: true as const, raw: { values: [1] } };
    call.answer(1, second);
    const early = await Promise.race([call.answers, Promise.resolve("open")]);
    call.answer(0, first);
    expect(early).toBe("open");
    expect(await call.answers).toEqual([first, second]);
    expect(await new Call(0).answers).toEqual([]);
  });
});

describe("CircuitBreaker", () => {
  const settings = { crashes: 3, windowMs: 1000, openMs: 500, backOffMs: 100 };

  it("opens after so many crashes in the window, and not for slower ones", () => {
    const breaker = new CircuitBreaker(settings);
    for (const now of [0, 600, 1200, 1800]) breaker.recordCrash(now);
    expect(breaker.isOpen(1800)).toBe(false);
    breaker.recordCrash(1900);
    expect(breaker.isOpen(1900)).toBe(true);
    expect(breaker.isOpen(2399)).toBe(true);
    expect(breaker.isOpen(2400)).toBe(false);
  });

  it("opens again at the first crash after the pause, while the others are recent", () => {
    const breaker = new CircuitBreaker(settings);
    for (const now of [0, 1, 2]) breaker.recordCrash(now);
    expect(breaker.isOpen(510)).toBe(false);
    breaker.recordCrash(510);
    expect(breaker.isOpen(511)).toBe(true);
  });

  it("waits longer before each restart", () => {
    const breaker = new CircuitBreaker(settings);
    expect(breaker.backOffMs(0)).toBe(0);
    breaker.recordCrash(0);
    expect(breaker.backOffMs(1)).toBe(100);
    breaker.recordCrash(10);
    expect(breaker.backOffMs(11)).toBe(200);
    expect(breaker.backOffMs(1500)).toBe(0);
  });
});
