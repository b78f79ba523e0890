import { once } from "node:events";
import { afterEach, beforeAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";
import { StandardWebhooksVerifier, startReceiver, type WebhookReceiver } from "@/tests/support/webhook-receiver";
import { addWebhook, deliveriesOf, impatientSender, sendAll } from "@/tests/support/webhook-world";
import { startWorker } from "@/tests/support/worker-process";

const realNow = clock.now;
let receiver: WebhookReceiver;
let useCaseId: string;

beforeAll(async () => {
  ({ useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 }));
});

afterEach(async () => {
  clock.now = realNow;
  await receiver.close();
});

it("a message whose worker is killed before it could write down the answer is sent again, under the same id", async () => {
  const worker = await startWorker();
  receiver = await startReceiver((response, _, n) => {
    // Received and taken, and nobody will ever know.
    if (n === 1) worker.kill("SIGKILL");
    response.end("taken");
  });
  const { id, secret } = await addWebhook(useCaseId, receiver.url);
  await submitAll(useCaseId, [letter("killed", 0.9)]);
  await Promise.all([receiver.until(1), once(worker, "exit")]);
  expect(await deliveriesOf(id)).toMatchObject([{ status: "pending", attempts: 1, answer: null }]);

  const sender = impatientSender();
  await sendAll(sender);
  expect(receiver.received).toHaveLength(1);
  clock.now = () => new Date(realNow().getTime() + 61_000);
  await sendAll(sender);
  await sender.stop();
  expect(receiver.received).toHaveLength(2);
  expect(await deliveriesOf(id)).toMatchObject([{ status: "delivered", attempts: 2 }]);
  // Its receiver can tell: the second one is genuine, and known already.
  const verifier = new StandardWebhooksVerifier(secret);
  const [first, second] = receiver.received;
  if (first === undefined || second === undefined) throw new Error("Two attempts were expected.");
  await verifier.verify(first, realNow());
  await expect(verifier.verify(second, clock.now())).rejects.toThrow("seen before");
});

it("two workers send each message once", async () => {
  receiver = await startReceiver((response) => void setTimeout(() => response.end(), 20));
  const { id } = await addWebhook(useCaseId, receiver.url);
  await Promise.all([startWorker(), startWorker()]);
  const count = 400;
  for (let first = 0; first < count; first += 100) {
    await submitAll(
      useCaseId,
      Array.from({ length: 100 }, (_, index) => letter(`shared-${first + index}`, 0.9)),
    );
  }
  await receiver.until(count);
  const delivered = () => database.webhookDelivery.count({ where: { webhookId: id, status: "delivered" } });
  await expect.poll(delivered, { timeout: 20_000 }).toBe(count);
  expect(receiver.received).toHaveLength(count);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(count);
  expect((await deliveriesOf(id)).every(({ attempts }) => attempts === 1)).toBe(true);
});
