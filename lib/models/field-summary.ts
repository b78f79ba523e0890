import type { FieldStatistics } from "@/lib/models/reference-schema";
import { isoMoment } from "@/lib/platform/iso-moment";
import { CategorySummary } from "@/lib/statistics/category-summary";
import { NumberSummary } from "@/lib/statistics/number-summary";
import type { Field } from "@/lib/use-cases/definition-schema";

/** As exports write a missing number. */
const noNumber = ["", "nan", "na", "null", "none"];

/** Sums up one column of a CSV file as its field's kind asks. Not for images. */
export class FieldSummary {
  readonly field: Field;
  readonly #numbers = new NumberSummary();
  readonly #categories = new CategorySummary();

  constructor(field: Field) {
    this.field = field;
  }

  /** Takes one cell; a sentence where it cannot be a value of the field. */
  add(cell: string): string | null {
    switch (this.field.kind) {
      case "number":
      case "integer":
        if (noNumber.includes(cell.trim().toLowerCase())) return this.#missing();
        return this.#addNumber(Number(cell), `"${cell.slice(0, 40)}" is no number (column ${this.field.key}).`);
      case "datetime":
        if (cell === "") return this.#missing();
        return this.#addNumber(
          isoMoment(cell.replace(" ", "T"))?.getTime() ?? Number.NaN,
          `"${cell.slice(0, 40)}" is no date and time such as 2026-03-01T14:30:00Z (column ${this.field.key}).`,
        );
      case "boolean":
        if (cell === "") return this.#missing();
        return this.#addBoolean(cell);
      case "category":
        if (cell === "") return this.#missing();
        this.#categories.add(cell);
        return null;
      default:
        if (cell === "") return this.#missing();
        this.#numbers.add([...cell].length);
        return null;
    }
  }

  result(): FieldStatistics {
    switch (this.field.kind) {
      case "number":
      case "integer":
        return { kind: "number", ...this.#numbers.result() };
      case "datetime":
        return { kind: "datetime", ...this.#numbers.result() };
      case "boolean": {
        const { top, missing } = this.#categories.result();
        const countOf = (word: string) => top.find(({ category }) => category === word)?.count ?? 0;
        return { kind: "boolean", true: countOf("true"), false: countOf("false"), missing };
      }
      case "category":
        return { kind: "category", ...this.#categories.result() };
      default:
        return { kind: "text", ...this.#numbers.result() };
    }
  }

  #missing(): null {
    this.#numbers.addMissing();
    this.#categories.addMissing();
    return null;
  }

  #addNumber(value: number, problem: string): string | null {
    if (!Number.isFinite(value)) return problem;
    this.#numbers.add(value);
    return null;
  }

  #addBoolean(cell: string): string | null {
    const word = cell.toLowerCase();
    if (word !== "true" && word !== "false" && word !== "1" && word !== "0") {
      return `"${cell.slice(0, 40)}" is neither true nor false (column ${this.field.key}).`;
    }
    this.#categories.add(word === "true" || word === "1" ? "true" : "false");
    return null;
  }
}
