import { database } from "@/lib/platform/database";
import { createWebhook } from "@/lib/webhooks/create-webhook";
import { DeliverySender } from "@/lib/webhooks/delivery-sender";
import { type WebhookEvent, webhookEventNames } from "@/lib/webhooks/webhook-schema";
import { system } from "@/tests/support/supplied-use-case";

/** A receiver at that address, of one use case unless told otherwise. */
export function addWebhook(
  useCaseId: string | null,
  url: string,
  events: WebhookEvent[] = [...webhookEventNames],
): Promise<{ id: string; secret: string }> {
  return createWebhook(system, { useCaseId, url, events });
}

/** A sender that gives up soon. The test stops it. */
export const impatientSender = (settings: ConstructorParameters<typeof DeliverySender>[0] = {}) =>
  new DeliverySender({ timeoutMs: 500, ...settings });

/** Sends all that is due now, and waits for the answers. */
export async function sendAll(sender: DeliverySender): Promise<void> {
  while (await sender.turn());
}

/** A webhook's deliveries in the order in which things happened. */
export const deliveriesOf = (webhookId: string) =>
  database.webhookDelivery.findMany({ where: { webhookId }, orderBy: { id: "asc" } });

/** What a webhook was to be told, oldest first. */
export async function toldTo(
  webhookId: string,
): Promise<{ type: string; timestamp: string; data: Record<string, unknown> }[]> {
  return (await deliveriesOf(webhookId)).map(({ body }) => JSON.parse(body));
}
