import "server-only";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { replaySchema } from "@/lib/webhooks/webhook-schema";

/**
 * Sends a delivery again, whatever came of it, or all that were given up: with the same id and body, and with all its
 * attempts before it. Where the receiver is stopped they wait with the others. Answers with how many.
 */
export const replayDeliveries = command({
  name: "replay-deliveries",
  permission: "webhook.manage",
  input: replaySchema,
  useCaseId: useCaseOfWebhook,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId, deliveryId }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    const { count } = await tx.webhookDelivery.updateMany({
      where: { webhookId, ...(deliveryId === undefined ? { status: "failed" as const } : { id: deliveryId }) },
      data: { status: "pending", attempts: 0, createdAt: now, nextAttemptAt: now, answerStatus: null, answer: null },
    });
    if (count === 0 && deliveryId !== undefined)
      throw new AppError("not_found", "This delivery is not there any more.");
    if (count === 0) return { result: 0, unchanged: true };
    const detail = { deliveries: count, ...(deliveryId !== undefined && { delivery: deliveryId }) };
    return { result: count, events: [webhookEvent("webhook.replayed", webhook, detail)] };
  },
});
