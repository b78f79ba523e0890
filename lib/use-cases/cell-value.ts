import type { Field } from "@/lib/use-cases/definition-schema";

/** A CSV cell as a value of its field: texts that are no number or truth value stay, and are refused with a sentence later. */
export function cellValue(kind: Field["kind"], cell: string): unknown {
  if (kind === "number" || kind === "integer") return Number.isNaN(Number(cell)) ? cell : Number(cell);
  if (kind !== "boolean") return cell;
  const word = cell.toLowerCase();
  return ["true", "1"].includes(word) || (["false", "0"].includes(word) ? false : cell);
}
