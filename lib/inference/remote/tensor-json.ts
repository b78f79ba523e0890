import { badAnswer } from "@/lib/inference/remote/server-problem";
import type { InputTensor } from "@/lib/inference/tensor";

/**
 * A number as JSON. What goes into a tensor of floats has a decimal point: TensorFlow Serving takes `39` in an example for
 * an integer, and refuses `20000000` for a float. NaN stays bare, as it is written by and for Python, Triton and
 * TensorFlow Serving.
 */
export function numberText(type: InputTensor["type"], value: number | bigint): string {
  const text = String(value);
  return type.startsWith("float") && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A tensor's elements as JSON texts. */
export function elementTexts({ type, data }: InputTensor, textOf: (text: string) => string = JSON.stringify): string[] {
  if (type === "string") return (data as string[]).map((text) => textOf(text));
  if (type === "bool") return Array.from(data as Uint8Array, (value) => (value === 1 ? "true" : "false"));
  return Array.from(data as Float64Array, (value) => numberText(type, value));
}

/** Elements in nested lists, one level for each dimension; without dimensions the one element itself. */
export function nestTexts(texts: readonly string[], dims: readonly number[]): string {
  const [size, ...rest] = dims;
  if (size === undefined) return texts[0] ?? "null";
  const width = texts.length / size;
  const parts = Array.from({ length: size }, (_, index) =>
    nestTexts(texts.slice(index * width, (index + 1) * width), rest),
  );
  return `[${parts.join(",")}]`;
}

const deepest = 8;

/** The elements of a tensor in an answer, whether it is flat or nested. @throws ServerProblem where it nests too deep. */
export function flatten(value: unknown, depth = 0): unknown[] {
  if (!Array.isArray(value)) return [value];
  if (depth === deepest) throw badAnswer("The model server's answer nests too deep.");
  return value.some(Array.isArray) ? value.flatMap((element) => flatten(element, depth + 1)) : value;
}

/** A number of an answer. Writers without NaN write null for it. Undefined: it is none. */
export function numberOf(value: unknown): number | undefined {
  if (value === null) return Number.NaN;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : undefined;
}
