/** The way from a document's root to one of its values. */
export type JsonPath = readonly (string | number)[];

/** As problems name it: `items[3].input.age`. Long keys are cut. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${String(step).slice(0, 80)}`,
    )
    .join("");
}
