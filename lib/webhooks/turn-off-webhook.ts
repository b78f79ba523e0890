import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { firstIdOf } from "@/lib/platform/id-range";
import { lockWebhook } from "@/lib/webhooks/locked-webhook-query";
import { webhookEvent } from "@/lib/webhooks/webhook-event";

const inputSchema = z.strictObject({
  webhookId: z.uuid(),
  /** `gone`: it said so (410). `failing`: it accepted nothing for as long as a message is tried. */
  because: z.enum(["gone", "failing"]),
  /** It stays on where it has accepted something that happened since. */
  unlessAcceptedSince: z.date().optional(),
});

/** Turns a receiver off that does not want messages any more, or cannot take any. Admins hear of it on Home. */
export const turnOffWebhook = command({
  name: "turn-off-webhook",
  permission: "webhook.deliver",
  input: inputSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input: { webhookId, because, unlessAcceptedSince }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    if (webhook.disabledAt !== null) return { result: null, unchanged: true };
    if (unlessAcceptedSince !== undefined) {
      const accepted = await tx.webhookDelivery.findFirst({
        where: { webhookId, status: "delivered", id: { gte: firstIdOf(unlessAcceptedSince) } },
        orderBy: { id: "desc" },
        select: { id: true },
      });
      if (accepted !== null) return { result: null, unchanged: true };
    }
    await tx.webhook.update({ where: { id: webhookId }, data: { disabledAt: now, disabledBecause: because } });
    return { result: null, events: [webhookEvent("webhook.paused", webhook, { because })] };
  },
});
