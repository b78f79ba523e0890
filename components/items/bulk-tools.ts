import type { AnswerNames } from "@/components/items/answer-chip";
import type { ActionResult } from "@/lib/access/server-action";
import type { Selection } from "@/lib/items/bulk-schema";
import type { BulkPreview, BulkResult, BulkRow } from "@/lib/items/bulk-view";
import type { ItemFilter } from "@/lib/items/item-filter-schema";
import type { ShownAnswer } from "@/lib/items/item-list-view";

/** What the list needs to let a person decide many items in one go. */
export interface BulkTools {
  useCaseId: string;
  names: AnswerNames;
  /** What the list is narrowed to. */
  filter: ItemFilter;
  /** How many this person may decide in one go. */
  limit: number;
  target: { unit: string; min?: number | undefined; max?: number | undefined } | null;
  reasonCodes: { key: string; label: string }[];
  reasonRequired: boolean;
  actions: {
    preview: (input: {
      useCaseId: string;
      selection: Selection;
      answer: ShownAnswer;
    }) => Promise<ActionResult<BulkPreview>>;
    readRows: (input: { useCaseId: string; ids: string[] }) => Promise<ActionResult<BulkRow[]>>;
    decide: (input: {
      useCaseId: string;
      ids: string[];
      seqs: number[];
      filter: ItemFilter | null;
      answer: ShownAnswer;
      reason: string;
      reasonCode: string | null;
    }) => Promise<ActionResult<BulkResult>>;
    undo: (input: { useCaseId: string; bulkId: string }) => Promise<ActionResult<unknown>>;
  };
}
