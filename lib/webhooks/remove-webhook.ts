import "server-only";
import { command } from "@/lib/command";
import { lockWebhook, type OffBecause, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { webhookIdSchema } from "@/lib/webhooks/webhook-schema";

/**
 * Removes a receiver for good: nothing is sent to it from now on, and its secrets are gone. Its deliveries can be many,
 * so the worker clears them away afterwards (`clear-deliveries.ts`); nobody sees them any more.
 */
export const removeWebhook = command({
  name: "remove-webhook",
  permission: "webhook.manage",
  input: webhookIdSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    const nothing = new Uint8Array();
    await tx.webhook.update({
      where: { id: webhookId },
      data: {
        disabledAt: now,
        disabledBecause: "removed" satisfies OffBecause,
        secret: nothing,
        previousSecret: null,
        previousSecretUntil: null,
      },
    });
    return { result: null, events: [webhookEvent("webhook.removed", webhook)] };
  },
});
