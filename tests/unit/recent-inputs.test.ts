import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnusual, placeAmong, recentInputs } from "@/lib/review/recent-inputs-view";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const { fields } = definitionSchema.parse({
  name: "Fields",
  outcomes: [{ key: "yes" }, { key: "no" }],
  fields: [
    { key: "speed", kind: "number" },
    { key: "size", kind: "category", categories: ["small", "large"], open: true },
    { key: "wet", kind: "boolean" },
    { key: "note", kind: "long_text" },
    { key: "photo", kind: "image" },
  ],
});
const items = Array.from({ length: 101 }, (_, index) => ({
  speed: index,
  size: index === 0 ? "giant" : index < 51 ? "small" : "large",
  wet: index % 2 === 0,
  note: "A long text.",
  photo: "data:image/png;base64,AAAA",
}));
const recent = recentInputs(fields, items);

describe("what recent items hold", () => {
  it("is percentiles of numbers and shares of categories, and nothing of texts and pictures", () => {
    expect(Object.keys(recent)).toEqual(["speed", "size", "wet"]);
    expect(recent.speed).toMatchObject({
      kind: "number",
      count: 101,
      quantiles: Array.from({ length: 101 }, (_, at) => at),
    });
    expect(recent.size).toEqual({
      kind: "category",
      count: 101,
      shares: { small: 50 / 101, large: 50 / 101, giant: 1 / 101 },
    });
    expect(recent.wet).toMatchObject({ shares: { true: 51 / 101, false: 50 / 101 } });
  });

  it("leaves fields out of which too little is known", () => {
    expect(recentInputs(fields, items.slice(0, 29))).toEqual({});
    expect(
      recentInputs(
        fields,
        items.map(({ speed }) => ({ speed })),
      ),
    ).not.toHaveProperty("size");
    expect(
      recentInputs(
        fields,
        items.map((item) => ({ ...item, speed: null })),
      ),
    ).not.toHaveProperty("speed");
  });

  it("calls rare and unseen categories unusual, and numbers beyond the 1st and 99th percentile", () => {
    const { speed, size, wet } = recent;
    if (!speed || !size || !wet) throw new Error("A field is missing.");
    expect(["small", "large"].map((value) => isUnusual(value, size))).toEqual([false, false]);
    expect(["giant", "unseen", "constructor", "__proto__"].map((value) => isUnusual(value, size))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([0, 1, 50, 99, 100].map((value) => isUnusual(value, speed))).toEqual([true, false, false, false, true]);
    expect(isUnusual(true, wet)).toBe(false);
  });

  it("places a number among the others, between 0 and 1 and in order", () => {
    const { speed } = recent;
    if (speed?.kind !== "number") throw new Error("The field is missing.");
    expect([-5, 0, 25, 50.5, 100, 900].map((value) => placeAmong(value, speed))).toEqual([0, 0, 0.25, 0.505, 1, 1]);
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 30, maxLength: 200 }), numbers, numbers, (values, one, other) => {
        const field = recentInputs(
          fields,
          values.map((value) => ({ speed: value })),
        ).speed;
        if (field?.kind !== "number") throw new Error("The field is missing.");
        const [low, high] = [placeAmong(Math.min(one, other), field), placeAmong(Math.max(one, other), field)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high + 1e-12);
      }),
    );
  });

  it("gives the middle of many equal numbers", () => {
    const field = recentInputs(
      fields,
      Array.from({ length: 40 }, () => ({ speed: 7 })),
    ).speed;
    if (field?.kind !== "number") throw new Error("The field is missing.");
    expect(placeAmong(7, field)).toBe(0.5);
  });
});
