import type { ActionResult } from "@/lib/access/server-action";
import type { TriedModel } from "@/lib/models/try-model-draft";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

/** What a draft is tried out with: given items, or a CSV's rows, or whatever items there are. */
export interface TrialInput {
  draftId: string;
  mapping: unknown;
  itemIds?: string[];
  csv?: string;
  limit?: number;
}

/** What the page of an uploaded model can have the server do; the page hands these down. */
export interface DraftActions {
  tryOut: Action<TrialInput, TriedModel>;
  confirm: Action<{ draftId: string; name: string; mapping: unknown }, { version: number; warnings: string[] }>;
  discard: Action<{ draftId: string }, null>;
}

/** An item that a draft can be tried out on. */
export interface TrialItem {
  id: string;
  externalId: string;
}
