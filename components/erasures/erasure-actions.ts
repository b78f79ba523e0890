import type { ActionResult } from "@/lib/access/server-action";

/** What the pages of an erasure can have the server do. */
export interface ErasureActions {
  settle: (input: { erasureId: string; approve: boolean; note: string }) => Promise<ActionResult<unknown>>;
  withdraw: (input: { erasureId: string }) => Promise<ActionResult<unknown>>;
}
