import type { TensorDescription } from "@/lib/inference/tensor";

/** `age (float32, any × 1)`: a tensor for people. */
export function tensorText({ name, type, shape }: TensorDescription): string {
  if (type === "not_a_tensor") return `${name} (a sequence or a map)`;
  return `${name} (${[type, shape.map((size) => (size === -1 ? "any" : size)).join(" × ")].filter(Boolean).join(", ")})`;
}

/** Numbers per row; -1 where the model does not say. */
export function rowWidth({ shape }: TensorDescription): number {
  const sizes = shape.slice(1);
  return sizes.includes(-1) ? -1 : sizes.reduce((product, size) => product * size, 1);
}

/** `a, b, c`, or the first of many with how many there are. */
export function listText(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => `“${name.slice(0, 60)}”`);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
