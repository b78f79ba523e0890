import type { z } from "zod";
import type { newKeySchema, revokeKeySchema } from "@/lib/access/key-schema";
import type { ActionResult } from "@/lib/access/server-action";

/** What the keys page can have the server do; the page hands these down. */
export interface KeyActions {
  createKey: (input: z.infer<typeof newKeySchema>) => Promise<ActionResult<{ name: string; key: string }>>;
  revokeKey: (input: z.infer<typeof revokeKeySchema>) => Promise<ActionResult<unknown>>;
}
