import "server-only";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { testEvent, webhookIdSchema } from "@/lib/webhooks/webhook-schema";

/** Sends a receiver a message that says nothing, the way every message goes. Answers with its delivery. */
export const sendTestMessage = command({
  name: "send-test-message",
  permission: "webhook.manage",
  input: webhookIdSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (webhook.disabledAt !== null) {
      throw new AppError("conflict", "Nothing is sent to this receiver now. Resume it first.");
    }
    const deliveryId = newId(now);
    const data = { webhook: webhookId, useCase: webhook.useCase?.slug ?? null };
    await tx.webhookDelivery.create({
      data: {
        id: deliveryId,
        webhookId,
        messageId: newId(now),
        type: testEvent,
        body: JSON.stringify({ type: testEvent, timestamp: now.toISOString(), data }),
        createdAt: now,
        nextAttemptAt: now,
      },
    });
    return { result: { deliveryId }, events: [webhookEvent("webhook.tested", webhook, { delivery: deliveryId })] };
  },
});
