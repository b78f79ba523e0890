import "server-only";
import { command } from "@/lib/command";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { forgetReceivers } from "@/lib/webhooks/receiver-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { webhookIdSchema } from "@/lib/webhooks/webhook-schema";

/** Sends to a receiver again, whoever or whatever stopped it. All that waits for it is due at once. */
export const resumeWebhook = command({
  name: "resume-webhook",
  permission: "webhook.manage",
  input: webhookIdSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (webhook.disabledAt === null) return { result: null, unchanged: true };
    await tx.webhook.update({ where: { id: webhookId }, data: { disabledAt: null, disabledBecause: null } });
    const { count } = await tx.webhookDelivery.updateMany({
      where: { webhookId, nextAttemptAt: { gt: now } },
      data: { nextAttemptAt: now },
    });
    forgetReceivers();
    const detail = { stopped: webhook.disabledBecause ?? "paused", waiting: count };
    return { result: null, events: [webhookEvent("webhook.resumed", webhook, detail)] };
  },
});
