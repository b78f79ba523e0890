import type { ItemInput } from "@/lib/inference/encode-column";
import type { FieldStatistics, ReferenceStatistics } from "@/lib/models/reference-schema";
import type { Field } from "@/lib/use-cases/definition-schema";

/**
 * Rows with the training reference's distribution in each field. The reference keeps no rows, so the fields are drawn
 * apart from each other. Null where it does not say enough of one of them: texts, of which it knows the lengths only.
 */
export function drawBackground(
  statistics: ReferenceStatistics,
  fields: readonly Pick<Field, "key" | "kind">[],
  count: number,
  random: () => number,
): ItemInput[] | null {
  const known = fields.flatMap(({ key, kind }) => {
    const of = Object.hasOwn(statistics, key) ? statistics[key] : undefined;
    return of === undefined || of.kind === "text" ? [] : [{ key, kind, of }];
  });
  if (known.length < fields.length) return null;
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      known.flatMap(({ key, kind, of }) => {
        const value = drawValue(of, kind, random);
        return value === null ? [] : [[key, value]];
      }),
    ),
  );
}

function drawValue(
  of: Exclude<FieldStatistics, { kind: "text" }>,
  kind: Field["kind"],
  random: () => number,
): string | number | boolean | null {
  switch (of.kind) {
    case "boolean":
      return draw([true, false, null], [of.true, of.false, of.missing], random);
    case "category":
      return draw(
        [...of.top.map(({ category }) => category), null],
        [...of.top.map((top) => top.count), of.missing],
        random,
      );
    case "number":
    case "datetime": {
      const given = of.bins.reduce((sum, bin) => sum + bin.count, 0);
      // The bins of a long file count a sample of its rows.
      const missing = of.count === 0 ? 1 : (of.missing * given) / of.count;
      const bin = draw([...of.bins, null], [...of.bins.map((one) => one.count), missing], random);
      if (bin === null) return null;
      const number = bin.from + (bin.to - bin.from) * random();
      if (of.kind === "datetime") return new Date(number).toISOString();
      return kind === "integer" ? Math.round(number) : number;
    }
  }
}

function draw<T>(values: readonly (T | null)[], weights: readonly number[], random: () => number): T | null {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return values[index] ?? null;
  }
  return null;
}
