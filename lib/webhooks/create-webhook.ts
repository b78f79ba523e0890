import "server-only";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { sealSecret } from "@/lib/platform/secret-box";
import { forgetReceivers } from "@/lib/webhooks/receiver-query";
import { refuseAddress } from "@/lib/webhooks/refuse-address";
import { newSecret } from "@/lib/webhooks/sign-message";
import { originOf, webhookEvent } from "@/lib/webhooks/webhook-event";
import { newWebhookSchema } from "@/lib/webhooks/webhook-schema";

/** Adds a receiver. The result holds its signing secret, this once: it is kept encrypted, and shown to nobody again. */
export const createWebhook = command({
  name: "create-webhook",
  permission: "webhook.manage",
  input: newWebhookSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    refuseAddress(input.url);
    const id = newId();
    const secret = newSecret();
    return { id, secret, sealed: sealSecret(secret, id) };
  },
  commit: async ({ tx, input, prepared: { id, secret, sealed }, now }) => {
    const { useCaseId, url, events } = input;
    const useCase =
      useCaseId === null
        ? null
        : await tx.useCase.findUnique({ where: { id: useCaseId }, select: { id: true, slug: true } });
    if (useCaseId !== null && useCase === null) throw new AppError("not_found", "There is no such use case.");
    await tx.webhook.create({ data: { id, useCaseId, url, events, secret: sealed, createdAt: now } });
    forgetReceivers();
    const created = webhookEvent("webhook.created", { id, useCase }, { origin: originOf(url), events });
    return { result: { id, secret }, events: [{ ...created, newSubject: true }] };
  },
});
