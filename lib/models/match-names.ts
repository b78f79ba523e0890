import type { Field } from "@/lib/use-cases/definition-schema";

/** A name without what people and exporters vary: case, accents, spaces, underscores, dots and dashes. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** The words of a name, in lower case: `numAge_years` is num, age, years. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .map(plainName)
    .filter((word) => word !== "");
}

/** `same`: nothing but spelling differs, so nobody need look. `near`: somebody should. */
export interface FieldMatch {
  field: Field;
  how: "same" | "near";
}

/** The field that a name means; null where none does, or several could. */
export function matchField(name: string, fields: readonly Field[]): FieldMatch | null {
  const plain = plainName(name);
  if (plain === "") return null;
  const same = fields.filter((field) => field.key === name || plainName(field.key) === plain);
  const exact = fields.find((field) => field.key === name);
  if (exact !== undefined) return { field: exact, how: "same" };
  if (same[0] !== undefined) return same.length === 1 ? { field: same[0], how: "same" } : null;
  for (const test of [byLabel, byWords, bySpelling]) {
    const near = fields.filter((field) => test(name, field));
    if (near[0] !== undefined) return near.length === 1 ? { field: near[0], how: "near" } : null;
  }
  return null;
}

const byLabel = (name: string, { label }: Field) => plainName(label) === plainName(name);

/** `num__age`, `age:0`, `input_age`: the field's words stand in the name one after the other. */
function byWords(name: string, { key }: Field): boolean {
  const words = wordsOf(name);
  const wanted = wordsOf(key);
  return wanted.length > 0 && words.some((_, start) => wanted.every((word, place) => words[start + place] === word));
}

function bySpelling(name: string, { key }: Field): boolean {
  const [one, other] = [plainName(name), plainName(key)];
  const most = Math.max(one.length, other.length) >= 9 ? 2 : 1;
  return Math.min(one.length, other.length) >= 4 && editDistance(one, other) <= most;
}

/** How many letters must be put in, left out or changed to make one word of the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const change = (row[j] ?? 0) + (letter === other[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
