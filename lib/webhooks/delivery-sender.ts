import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "undici";
import { systemActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { egressAgent } from "@/lib/platform/egress";
import { logger } from "@/lib/platform/logger";
import { naturalBatch } from "@/lib/platform/natural-batch";
import { openSecret } from "@/lib/platform/secret-box";
import { type ClaimedDelivery, claimDeliveries } from "@/lib/webhooks/claim-deliveries";
import { nextAttempt } from "@/lib/webhooks/next-attempt";
import { type Answer, postMessage } from "@/lib/webhooks/post-message";
import { type AttemptRecord, recordAttempts } from "@/lib/webhooks/record-attempts";
import { signMessage } from "@/lib/webhooks/sign-message";
import { turnOffWebhook } from "@/lib/webhooks/turn-off-webhook";

const context = { actor: systemActor("worker") };

const defaults = {
  /** For one attempt, to the end of the answer. */
  timeoutMs: 15_000,
  /** Above the time limit, so that an attempt under way is never repeated beside itself. */
  leaseMs: 60_000,
  /** Attempts under way at one receiver: one that hangs takes no more places than these. */
  perReceiver: 16,
  /** Attempts under way at all receivers together. */
  mostAtOnce: 256,
  /** How long one waits for a place to come free before looking again. */
  lookAgainMs: 250,
};

/** Sends webhooks' deliveries: claims what is due, posts it, writes down what came back. One per process. */
export class DeliverySender {
  readonly #settings: typeof defaults;
  readonly #agent: Agent;
  readonly #running = new Set<Promise<void>>();
  /** Attempts under way, by receiver. */
  readonly #underWay = new Map<string, number>();
  #stopped = false;

  readonly #record = naturalBatch<AttemptRecord, void>({
    most: 256,
    run: async (records) => {
      await recordAttempts(records);
      return records.map(() => undefined);
    },
  });

  constructor(settings: Partial<typeof defaults> = {}) {
    this.#settings = { ...defaults, ...settings };
    this.#agent = egressAgent({ connections: this.#settings.mostAtOnce, answerLimitBytes: 1024 * 1024 });
  }

  /** Starts what is due, as far as there are places. Answers whether there may be more at once. */
  async turn(): Promise<boolean> {
    const { leaseMs, perReceiver, mostAtOnce, lookAgainMs } = this.#settings;
    const free = mostAtOnce - this.#running.size;
    const now = clock.now();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const claimed =
      free <= 0 ? [] : await claimDeliveries({ now, leaseUntil, perReceiver, underWay: this.#underWay, limit: free });
    for (const delivery of claimed) this.#start(delivery);
    if (claimed.length > 0) return true;
    if (this.#running.size === 0) return false;
    await Promise.race([...this.#running, sleep(lookAgainMs)]);
    return true;
  }

  /**
   * Waits a moment for attempts under way. What is cut off then is recorded by nobody, so it is sent again, by whoever
   * looks after its lease has ended.
   */
  async stop(graceMs = 3000): Promise<void> {
    await Promise.race([Promise.all(this.#running), sleep(graceMs)]);
    this.#stopped = true;
    await this.#agent.destroy();
    await Promise.all(this.#running);
  }

  #start(delivery: ClaimedDelivery): void {
    const { webhookId } = delivery;
    this.#underWay.set(webhookId, (this.#underWay.get(webhookId) ?? 0) + 1);
    const attempt = this.#attempt(delivery)
      .catch((error) => logger.error({ err: error, delivery: delivery.id }, "a webhook's delivery went wrong"))
      .finally(() => {
        this.#running.delete(attempt);
        const left = (this.#underWay.get(webhookId) ?? 1) - 1;
        if (left > 0) this.#underWay.set(webhookId, left);
        else this.#underWay.delete(webhookId);
      });
    this.#running.add(attempt);
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const answer = await this.#send(delivery);
    if (this.#stopped) return;
    const { id: deliveryId, webhookId, attempts, createdAt } = delivery;
    const { status: answerStatus, text, latencyMs, retryAfterMs } = answer;
    const accepted = answerStatus !== null && answerStatus >= 200 && answerStatus < 300;
    const gone = answerStatus === 410;
    const now = clock.now();
    const next = accepted || gone ? null : nextAttempt({ attempts, since: createdAt, now, retryAfterMs });
    await this.#record({
      deliveryId,
      attempts,
      status: accepted ? "delivered" : next === null ? "failed" : "pending",
      nextAttemptAt: next,
      answerStatus,
      answer: text,
      latencyMs,
    });
    if (gone) await turnOffWebhook(context, { webhookId, because: "gone" });
    else if (!accepted && next === null) {
      await turnOffWebhook(context, { webhookId, because: "failing", unlessAcceptedSince: createdAt });
    }
  }

  async #send(delivery: ClaimedDelivery): Promise<Answer> {
    const at = clock.now();
    let headers: Record<string, string>;
    try {
      headers = signMessage({ id: delivery.messageId, body: delivery.body }, secretsOf(delivery, at), at);
    } catch (error) {
      return { status: null, text: (error as Error).message, latencyMs: 0, retryAfterMs: null };
    }
    return postMessage(this.#agent, { url: delivery.url, body: delivery.body, headers }, this.#settings.timeoutMs);
  }
}

/** The secret in use, and the one before it while both are valid. */
function secretsOf(delivery: ClaimedDelivery, now: Date): string[] {
  const { webhookId, secret, previousSecret, previousSecretUntil } = delivery;
  const former = previousSecretUntil !== null && previousSecretUntil > now ? previousSecret : null;
  return [secret, ...(former === null ? [] : [former])].map((box) => openSecret(box, webhookId));
}
