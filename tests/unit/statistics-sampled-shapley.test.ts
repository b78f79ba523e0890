import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ShapleyProblem, sampledShapley } from "@/lib/statistics/sampled-shapley";
import { seededRandom } from "@/lib/statistics/seeded-random";

type Row = Record<string, number>;

const keys = ["a", "b", "c", "d"];
const rowArbitrary = fc.record(Object.fromEntries(keys.map((key) => [key, fc.integer({ min: -9, max: 9 })])));
const world = fc.record({
  item: rowArbitrary,
  background: fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }),
  seed: fc.nat(),
});

function explain(model: (row: Row) => number | null, given: Partial<ShapleyProblem> & { seed?: number }) {
  const { seed = 1, ...rest } = given;
  return sampledShapley({
    fields: keys,
    item: {},
    background: [],
    score: async (rows) => rows.map((row) => model(row as Row)),
    random: seededRandom(seed),
    mostRows: 400,
    more: () => true,
    ...rest,
  });
}

async function explained(...given: Parameters<typeof explain>) {
  const shares = await explain(...given);
  if (shares === null) throw new Error("There is no explanation.");
  return { ...shares, of: new Map(shares.shares.map((share) => [share.key, share])) };
}

const at = (row: Row, key: string) => row[key] ?? 0;
/** Nothing simple: products, a step, and no trace of `d`. */
const crooked = (row: Row) => at(row, "a") * at(row, "b") + (at(row, "c") > 2 ? 5 : 0) - at(row, "a");

describe("shares of a score", () => {
  it("add up to the score less the background's mean, whatever the model", async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ item, background, seed }) => {
        const { score, base, shares } = await explained(crooked, { item, background, seed });
        expect(score).toBe(crooked(item));
        expect(shares.reduce((sum, { share }) => sum + share, base)).toBeCloseTo(score, 9);
      }),
    );
  });

  it("are 0, without error, for a field that the model does not look at", async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ item, background, seed }) => {
        const { of } = await explained(crooked, { item, background, seed });
        expect(of.get("d")).toEqual({ key: "d", share: expect.closeTo(0, 12), error: expect.closeTo(0, 12) });
      }),
    );
  });

  it("are those of the formula where the model only adds up", async () => {
    const weights: Row = { a: 2, b: -1, c: 0.5, d: 3 };
    const linear = (row: Row) => keys.reduce((sum, key) => sum + at(weights, key) * at(row, key), 7);
    await fc.assert(
      fc.asyncProperty(world, async ({ item, background, seed }) => {
        const [first] = background;
        const { of } = await explained(linear, { item, background: first ? [first] : [], seed });
        for (const key of keys) {
          expect(of.get(key)?.share).toBeCloseTo(at(weights, key) * (at(item, key) - at(first ?? {}, key)), 9);
        }
      }),
    );
  });

  it("are the same, within their errors, for fields that do the same", async () => {
    const model = (row: Row) => at(row, "a") * at(row, "b") * at(row, "c");
    const background = Array.from({ length: 40 }, (_, n) => ({ a: n % 4, b: (n >> 2) % 4, c: n % 3, d: 0 }));
    const { of } = await explained(model, { item: { a: 5, b: 5, c: 5, d: 1 }, background, mostRows: 4_000 });
    const [a, b] = [of.get("a"), of.get("b")];
    expect(Math.abs((a?.share ?? 0) - (b?.share ?? 9))).toBeLessThan(4 * Math.hypot(a?.error ?? 0, b?.error ?? 0));
    expect(a?.error).toBeGreaterThan(0);
  });

  it("lie within three of their errors of the exact ones, almost always", async () => {
    const item = { a: 4, b: 3, c: 5, d: 1 };
    const background = Array.from({ length: 30 }, (_, n) => ({ a: n % 5, b: (n * 7) % 4, c: n % 6, d: n % 2 }));
    const exact = exactShares(crooked, item, background);
    let outside = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { shares } = await explained(crooked, { item, background, seed });
      outside += shares.filter(({ key, share, error }) => Math.abs(share - at(exact, key)) > 3 * error + 1e-9).length;
    }
    expect(outside).toBeLessThan(10);
  });

  it("keep to the budget of rows and time, but for the least that errors need", async () => {
    const item = { a: 4, b: 3, c: 5, d: 1 };
    const background = [{ a: 1, b: 1, c: 1, d: 0 }];
    expect((await explained(crooked, { item, background, mostRows: 100 })).rows).toBeLessThanOrEqual(100);
    expect(await explained(crooked, { item, background, mostRows: 1 })).toMatchObject({ pairs: 8, rows: 1 + 8 * 7 });
    expect((await explained(crooked, { item, background, mostRows: 9_999, more: () => false })).rows).toBeLessThan(80);
  });

  it("are none where the model has no answer on the item, on all of the background, or there is no background", async () => {
    const item = { a: 4, b: 3, c: 5, d: 1 };
    const background = [{ a: 1, b: 1, c: 1, d: 0 }];
    expect(await explain(() => null, { item, background })).toBeNull();
    expect(await explain((row) => (row.a === 4 ? 1 : null), { item, background })).toBeNull();
    expect(await explain(crooked, { item })).toBeNull();
  });

  it("come out at once where the item equals all of the background", async () => {
    const item = { a: 4, b: 3, c: 5, d: 1 };
    const { rows, score, base } = await explained(crooked, { item, background: [item, item] });
    expect([rows, base]).toEqual([1, score]);
  });
});

/** By the definition: over all orders and all background rows. */
function exactShares(model: (row: Row) => number, item: Row, background: readonly Row[]): Row {
  const total: Row = Object.fromEntries(keys.map((key) => [key, 0]));
  const orders = permutations(keys);
  for (const start of background) {
    for (const order of orders) {
      let row = start;
      for (const key of order) {
        const next = { ...row, [key]: at(item, key) };
        total[key] = at(total, key) + (model(next) - model(row)) / (orders.length * background.length);
        row = next;
      }
    }
  }
  return total;
}

function permutations(of: readonly string[]): string[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((key) => permutations(of.filter((other) => other !== key)).map((rest) => [key, ...rest]));
}
