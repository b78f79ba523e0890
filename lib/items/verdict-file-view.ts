import type { VerdictColumns } from "@/lib/items/verdict-file-schema";

/** What is wrong with one row of a file. */
export interface RowProblem {
  line: number;
  externalId: string;
  message: string;
}

/** A file's columns, what each seems to hold, and its first rows. */
export interface VerdictHead {
  names: string[];
  proposed: { [Name in Exclude<keyof VerdictColumns, "day">]: string | null };
  rows: string[][];
}

/** What taking in a part of a file would do. */
export interface PartPreview {
  rows: number;
  /** Verdicts that are not on record yet: where each comes from, what tells it from others, and what it says. */
  fresh: { line: number; externalId: string; pair: string; says: string }[];
  /** On record already, and the same. */
  repeated: number;
  problems: RowProblem[];
}

/** What taking in a part of a file did. */
export interface PartResult {
  taken: number;
  repeated: number;
  problems: RowProblem[];
}
