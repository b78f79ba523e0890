import type { z } from "zod";
import type { ActionResult } from "@/lib/access/server-action";
import type { changeWebhookSchema, newWebhookSchema, replaySchema } from "@/lib/webhooks/webhook-schema";

type Action<Input, Result = unknown> = (input: Input) => Promise<ActionResult<Result>>;
type Named = { webhookId: string };

/** What the webhook pages can have the server do; they hand these down. */
export interface WebhookActions {
  create: Action<z.input<typeof newWebhookSchema>, { id: string; secret: string }>;
  change: Action<z.input<typeof changeWebhookSchema>>;
  rotate: Action<Named, { secret: string }>;
  pause: Action<Named>;
  resume: Action<Named>;
  remove: Action<Named>;
  test: Action<Named, { deliveryId: string }>;
  replay: Action<z.input<typeof replaySchema>, { count: number }>;
}
