import type { ShownAnswer } from "@/lib/items/item-list-view";
import type { DecidedBy, ItemStatus } from "@/lib/platform/generated/prisma/enums";

/** Why an item is left out of a decision on many. */
export const leftOutReasons = {
  same: "Have this outcome already",
  held: "Are with a reviewer right now",
  answered: "Were answered a moment ago, and the reviewer can still undo it",
  overridden: "Are being overridden by somebody else",
  hidden: "Wait for a verdict that you could be asked for",
  changed: "Have changed since the preview",
} as const satisfies Record<string, string>;

export type LeftOutReason = keyof typeof leftOutReasons;

/** Items that are left out for one reason: how many, and the first of them by name. */
export interface LeftOut {
  why: LeftOutReason;
  count: number;
  named: { id: string; externalId: string; who: string | null }[];
}

/** An item of a preview. */
export interface BulkRow {
  id: string;
  externalId: string;
  status: ItemStatus;
  decision: { answer: ShownAnswer; by: DecidedBy } | null;
}

/** What a decision on many items would do, before it is made. */
export interface BulkPreview {
  /** Those that it decides, and the decision that each has now: 0, none. Sent back as they are. */
  ids: string[];
  seqs: number[];
  /** The first of them, for the list; the others are read page by page. */
  rows: BulkRow[];
  counts: {
    byStatus: Partial<Record<ItemStatus, number>>;
    byDecider: Partial<Record<DecidedBy, number>>;
    /** By outcome in force; empty for a regression. */
    byOutcome: Record<string, number>;
  };
  leftOut: LeftOut[];
}

/** What a decision on many items did. */
export interface BulkResult {
  bulkId: string;
  decided: number;
  leftOut: LeftOut[];
  undoMs: number;
}

/** A decision on many items that can still be taken back. */
export interface OpenBulk {
  bulkId: string;
  items: number;
  answer: ShownAnswer;
  /** Milliseconds. */
  undoMs: number;
}
