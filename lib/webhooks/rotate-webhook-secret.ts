import "server-only";
import { command } from "@/lib/command";
import { openSecret, sealSecret } from "@/lib/platform/secret-box";
import { lockWebhook, useCaseOfWebhook } from "@/lib/webhooks/locked-webhook-query";
import { newSecret } from "@/lib/webhooks/sign-message";
import { webhookEvent } from "@/lib/webhooks/webhook-event";
import { webhookIdSchema } from "@/lib/webhooks/webhook-schema";

/** So long messages carry both signatures. */
const overlapMs = 24 * 3_600_000;

/**
 * Gives a webhook another signing secret, shown this once. For 24 hours its messages are signed with both, so that the
 * receiver can change over without missing one. Of two rotations within a day the second ends the first secret's time.
 */
export const rotateWebhookSecret = command({
  name: "rotate-webhook-secret",
  permission: "webhook.manage",
  input: webhookIdSchema,
  useCaseId: useCaseOfWebhook,
  prepare: async ({ input }) => {
    const secret = newSecret();
    return { secret, sealed: sealSecret(secret, input.webhookId) };
  },
  commit: async ({ tx, input: { webhookId }, prepared: { secret, sealed }, now }) => {
    const webhook = await lockWebhook(tx, webhookId);
    // A secret that nobody can read any more (another ENCRYPTION_KEY) would keep every message from being signed.
    const previousSecret = isReadable(webhook.secret, webhookId) ? webhook.secret : null;
    const previousSecretUntil = previousSecret === null ? null : new Date(now.getTime() + overlapMs);
    await tx.webhook.update({
      where: { id: webhookId },
      data: { secret: sealed, previousSecret, previousSecretUntil },
    });
    const detail = { previousUntil: previousSecretUntil?.toISOString() ?? null };
    return {
      result: { secret, previousUntil: previousSecretUntil },
      events: [webhookEvent("webhook.secret_rotated", webhook, detail)],
    };
  },
});

function isReadable(box: Uint8Array, boundTo: string): boolean {
  try {
    openSecret(box, boundTo);
    return true;
  } catch {
    return false;
  }
}
