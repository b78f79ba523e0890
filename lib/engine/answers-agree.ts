/** An answer on an item: an outcome, or a number. */
export interface Answer {
  outcome: string | null;
  value: number | null;
}

/** Whether two answers agree: the same outcome, or numbers no further apart than the tolerance. */
export function answersAgree(one: Answer, other: Answer, tolerance: number): boolean {
  if (one.value !== null && other.value !== null) return Math.abs(one.value - other.value) <= tolerance;
  return one.outcome === other.outcome;
}
