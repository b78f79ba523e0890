/** The types of number that a model's input tensor may have; a bool is 0 or 1. */
export type NumberType = "float32" | "float64" | "int32" | "int64" | "bool";

const int32Limit = 2 ** 31;

/** Why a number (finite, or NaN where that is wanted) cannot be given as this type, as the end of a sentence; null if it can. */
export function numberProblem(type: NumberType, value: number): string | null {
  switch (type) {
    case "float64":
      return null;
    case "float32":
      return Number.isNaN(value) || Number.isFinite(Math.fround(value)) ? null : "is too large for a 32-bit number";
    case "int32":
      return Number.isInteger(value) && value >= -int32Limit && value < int32Limit
        ? null
        : "is not a whole number of 32 bits";
    case "int64":
      return Number.isSafeInteger(value) ? null : "is not a whole number between -2^53 and 2^53";
    case "bool":
      return value === 0 || value === 1 ? null : "is neither true nor false";
  }
}
