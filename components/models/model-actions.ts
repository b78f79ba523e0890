import type { ActionResult } from "@/lib/access/server-action";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

/** What the pages about models can have the server do; the pages hand these down. */
export interface ModelActions {
  rollBack: Action<{ useCaseId: string; version: number; reason: string }, { policyVersion: number; champion: number }>;
  addSupplied: Action<{ useCaseId: string; name: string }, { version: number }>;
}
