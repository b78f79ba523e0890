import "server-only";
import { command } from "@/lib/command";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { webhookIdSchema } from "@/lib/webhooks/webhook-schema";

/** Stops sending to a receiver until somebody resumes it. What happens meanwhile is kept for it, for 30 days. */
export const pauseWebhook = command({
  name: "pause-webhook",
  permission: "webhook.manage",
  input: webhookIdSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (webhook.disabledAt !== null) return { result: null, unchanged: true };
    await tx.webhook.update({ where: { id: webhookId }, data: { disabledAt: now } });
    return { result: null, events: [webhookEvent("webhook.paused", webhook)] };
  },
});
