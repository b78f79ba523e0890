import "server-only";
import { command } from "@/lib/command";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { forgetReceivers } from "@/lib/webhooks/receiver-query";
import { refuseAddress } from "@/lib/webhooks/refuse-address";
import { originOf, webhookEvent } from "@/lib/webhooks/webhook-event";
import { changeWebhookSchema } from "@/lib/webhooks/webhook-schema";

/** Changes where a webhook's messages go, and of what they tell. What waits already goes to the new address, too. */
export const changeWebhook = command({
  name: "change-webhook",
  permission: "webhook.manage",
  input: changeWebhookSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async ({ input }) => refuseAddress(input.url),
  commit: async ({ tx, input: { webhookId, url, events } }) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (webhook.url === url && webhook.events.join() === events.join()) return { result: null, unchanged: true };
    await tx.webhook.update({ where: { id: webhookId }, data: { url, events } });
    forgetReceivers();
    const detail = { origin: originOf(url), events, addressChanged: webhook.url !== url };
    return { result: null, events: [webhookEvent("webhook.changed", webhook, detail)] };
  },
});
