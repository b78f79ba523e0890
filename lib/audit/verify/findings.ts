/**
 * `missing`: something that should be there is not, or ends early. `diverged`: two signed statements that cannot both be
 * of one history. Everything else is wrong in itself.
 */
export type ProblemKind = "wrong" | "missing" | "diverged";

export interface Problem {
  kind: ProblemKind;
  /** A sentence: what is wrong, and where. */
  message: string;
  /** The first index in the log that it is about. */
  index: number | null;
}

export type Verdict = "valid_anchored" | "valid_unanchored" | "invalid" | "diverged" | "incomplete";

const mostKept = 50;

/** What is wrong, as far as verifying has come. */
export class Findings {
  readonly problems: Problem[] = [];
  /** How many more there are than are kept. */
  more = 0;
  firstWrongIndex: number | null = null;

  add(kind: ProblemKind, message: string, index: number | null = null): void {
    if (index !== null) this.firstWrongIndex = Math.min(index, this.firstWrongIndex ?? index);
    if (this.problems.length < mostKept) this.problems.push({ kind, message, index });
    else this.more++;
  }

  wrong(message: string, index: number | null = null): void {
    this.add("wrong", message, index);
  }

  missing(message: string, index: number | null = null): void {
    this.add("missing", message, index);
  }

  /** `proven`: whether everything led to a signed root. Without that nothing is valid, whatever else was not found wrong. */
  verdict(proven: boolean, anchored: boolean): Verdict {
    const kinds = new Set(this.problems.map(({ kind }) => kind));
    if (kinds.has("diverged")) return "diverged";
    if (kinds.has("wrong")) return "invalid";
    if (kinds.has("missing") || !proven) return "incomplete";
    return anchored ? "valid_anchored" : "valid_unanchored";
  }
}

/** "1 event", "2,000 events". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
