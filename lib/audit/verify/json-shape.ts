/** JSON that somebody else wrote, asked for what it should hold. Everything answers null where it holds something else. */
export type Json = Record<string, unknown>;

export function parseObject(text: string | null): Json | null {
  try {
    return objectOf(JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}

export const objectOf = (value: unknown): Json | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;

export const textIn = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A whole number from 0 on that is exact. */
export const countIn = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

/** A list of which `read` can read every element. */
export function listOf<T>(value: unknown, read: (element: unknown) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const elements: T[] = [];
  for (const element of value) {
    const one = read(element);
    if (one === null) return null;
    elements.push(one);
  }
  return elements;
}
