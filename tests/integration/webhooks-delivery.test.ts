import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { DeliverySender } from "@/lib/webhooks/delivery-sender";
import { pauseWebhook } from "@/lib/webhooks/pause-webhook";
import { replayDeliveries } from "@/lib/webhooks/replay-deliveries";
import { resumeWebhook } from "@/lib/webhooks/resume-webhook";
import { rotateWebhookSecret } from "@/lib/webhooks/rotate-webhook-secret";
import { sendTestMessage } from "@/lib/webhooks/send-test-message";
import { findWebhook } from "@/lib/webhooks/webhook-query";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";
import { StandardWebhooksVerifier, startReceiver, type WebhookReceiver } from "@/tests/support/webhook-receiver";
import { addWebhook, deliveriesOf, impatientSender, sendAll } from "@/tests/support/webhook-world";

const realNow = clock.now;
const opened: { close(): Promise<void> }[] = [];
const senders: DeliverySender[] = [];
let useCaseId: string;

beforeAll(async () => {
  ({ useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 }));
});

afterEach(async () => {
  clock.now = realNow;
  for (const sender of senders.splice(0)) await sender.stop(0);
  for (const receiver of opened.splice(0)) await receiver.close();
  await database.webhookDelivery.deleteMany();
  await database.webhook.deleteMany();
});

async function receiver(...behave: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const started = await startReceiver(...behave);
  opened.push(started);
  return started;
}

function sender(...settings: Parameters<typeof impatientSender>): DeliverySender {
  const made = impatientSender(...settings);
  senders.push(made);
  return made;
}

let sent = 0;

/** Has something happen that receivers hear of, so many times. */
const happen = (count = 1) =>
  submitAll(
    useCaseId,
    Array.from({ length: count }, () => letter(`item-${++sent}`, 0.9)),
  );

const later = (ms: number) => {
  const at = new Date(clock.now().getTime() + ms);
  clock.now = () => at;
};
const hours = 3_600_000;
const only = async (webhookId: string) => {
  const [delivery] = await deliveriesOf(webhookId);
  if (delivery === undefined) throw new Error("There is no delivery.");
  return delivery;
};

describe("a receiver", () => {
  it("gets signed messages that it can verify, each of them once", async () => {
    const there = await receiver();
    const { id, secret } = await addWebhook(useCaseId, there.url);
    await happen(3);
    await sendAll(sender());
    expect(there.received).toHaveLength(3);
    const verifier = new StandardWebhooksVerifier(secret);
    for (const message of there.received) {
      expect(message.headers["content-type"]).toBe("application/json");
      expect(await verifier.verify(message, clock.now())).toMatchObject({ type: "item.decided" });
    }
    expect(await deliveriesOf(id)).toMatchObject(
      Array.from({ length: 3 }, () => ({
        status: "delivered",
        attempts: 1,
        nextAttemptAt: null,
        answerStatus: 200,
        answer: "ok",
      })),
    );
    later(72 * hours);
    await sendAll(sender());
    expect(there.received).toHaveLength(3);
  });

  it("is sent the same message again after an error: the same id and body, a new time and signature", async () => {
    const there = await receiver((response, _, n) => void response.writeHead(n === 1 ? 500 : 204).end());
    const { id, secret } = await addWebhook(useCaseId, there.url);
    await happen();
    const sends = sender();
    await sendAll(sends);
    const failed = await only(id);
    expect(failed).toMatchObject({ status: "pending", attempts: 1, answerStatus: 500 });
    const pause = (failed.nextAttemptAt?.getTime() ?? 0) - clock.now().getTime();
    expect(pause).toBeGreaterThan(3000);
    expect(pause).toBeLessThanOrEqual(5000);
    await sendAll(sends);
    expect(there.received).toHaveLength(1);
    later(400_000);
    await sendAll(sends);
    const [first, second] = there.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.headers["webhook-timestamp"]).not.toBe(first?.headers["webhook-timestamp"]);
    if (second === undefined) throw new Error("There was no second attempt.");
    await new StandardWebhooksVerifier(secret).verify(second, clock.now());
    expect(await only(id)).toMatchObject({ status: "delivered", attempts: 2, answerStatus: 204 });
  });

  it("that is slow, cuts its answer off, hangs up, or is not there is tried again", async () => {
    const slow = await receiver(() => undefined);
    const cut = await receiver((response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half of");
      setTimeout(() => response.destroy(), 20);
    });
    const rude = await receiver((response) => void response.destroy());
    const gone = await startReceiver();
    await gone.close();
    const hooks = await Promise.all([slow, cut, rude, gone].map(({ url }) => addWebhook(useCaseId, url)));
    await happen();
    await sendAll(sender());
    const outcomes = await Promise.all(hooks.map(({ id }) => only(id)));
    expect(outcomes.map(({ status, attempts, answerStatus }) => [status, attempts, answerStatus])).toEqual(
      hooks.map(() => ["pending", 1, null]),
    );
    expect(outcomes.map(({ answer }) => answer)).toEqual([
      "No whole answer came within 0.5 s.",
      "The receiver closed the connection before it had answered.",
      "The receiver closed the connection before it had answered.",
      "The receiver cannot be reached. (ECONNREFUSED)",
    ]);
  });

  it("that speaks no HTTP is tried again", async () => {
    const server = createServer((socket) => void socket.resume().end("220 mail.example.com ESMTP\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const { id } = await addWebhook(useCaseId, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await happen();
    await sendAll(sender());
    expect(await only(id)).toMatchObject({ status: "pending", answer: "What came back is not HTTP." });
  });

  it("that answers at great length is believed, and its answer kept in short, without what no page can show", async () => {
    const there = await receiver((response) => {
      response.writeHead(200);
      const talk = () => {
        while (!response.destroyed && response.write(`a\u0000b\u001b[31m${"x".repeat(5000)}`));
        if (!response.destroyed) response.once("drain", talk);
      };
      talk();
    });
    const { id } = await addWebhook(useCaseId, there.url);
    await happen();
    await sendAll(sender());
    const { status, answer } = await only(id);
    expect(status).toBe("delivered");
    expect(answer?.slice(0, 8)).toBe("ab[31mxx");
    expect(answer).toHaveLength(1000);
  });

  it("is not followed to where it redirects, and an inner address is not asked", async () => {
    const inner = await receiver();
    const there = await receiver((response) => void response.writeHead(307, { location: inner.url }).end());
    const { id } = await addWebhook(useCaseId, there.url);
    await happen();
    await sendAll(sender());
    expect(await only(id)).toMatchObject({ status: "pending", answerStatus: 307 });
    expect(inner.received).toEqual([]);
  });

  it("on an address that leads inside is never asked, whatever the address looked like when it was added (32)", async () => {
    const there = await receiver();
    const { port } = new URL(there.url);
    const { id } = await addWebhook(useCaseId, there.url);
    // As if the name had been public then: the operator allowed 127.0.0.1 here, and none of these.
    for (const host of ["localhost", "127.0.0.2", "2130706434", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]) {
      await database.webhook.update({ where: { id }, data: { url: `http://${host}:${port}/hooks` } });
      await database.webhookDelivery.deleteMany();
      await happen();
      await sendAll(sender());
      expect(await only(id)).toMatchObject({
        status: "pending",
        answerStatus: null,
        answer: expect.stringContaining("is not on the public Internet"),
      });
    }
    expect(there.received).toEqual([]);
  });

  it("that asks for time is given it, and no attempt is wasted on it before", async () => {
    const there = await receiver((response, _, n) => {
      if (n === 1) response.writeHead(429, { "retry-after": "3600" });
      if (n === 2)
        response.writeHead(503, { "retry-after": new Date(clock.now().getTime() + 7_200_000).toUTCString() });
      response.end();
    });
    const { id } = await addWebhook(useCaseId, there.url);
    await happen();
    const sends = sender();
    await sendAll(sends);
    const wait = async () => ((await only(id)).nextAttemptAt?.getTime() ?? 0) - clock.now().getTime();
    expect(Math.abs((await wait()) - 3_600_000)).toBeLessThan(2000);
    later(3_590_000);
    await sendAll(sends);
    expect(there.received).toHaveLength(1);
    later(20_000);
    await sendAll(sends);
    expect(there.received).toHaveLength(2);
    expect(Math.abs((await wait()) - 7_200_000)).toBeLessThan(3000);
  });

  it("that answers 410 is turned off: nothing more is sent or kept, and admins are told", async () => {
    const there = await receiver((response) => void response.writeHead(410).end());
    const { id } = await addWebhook(useCaseId, there.url);
    await happen();
    await sendAll(sender());
    expect(await only(id)).toMatchObject({ status: "failed", answerStatus: 410, nextAttemptAt: null });
    expect(await findWebhook(system.actor, id)).toMatchObject({ state: "off", disabledBecause: "gone" });
    await happen(2);
    await sendAll(sender());
    expect(there.received).toHaveLength(1);
    expect(await deliveriesOf(id)).toHaveLength(1);
  });

  it("that fails for two days is given up and turned off; what was given up can be replayed", async () => {
    let works = false;
    const there = await receiver((response) => void response.writeHead(works ? 200 : 500).end());
    const { id } = await addWebhook(useCaseId, there.url);
    const sends = sender();
    await happen();
    const begun = clock.now().getTime();
    let last = begun;
    for (;;) {
      await sendAll(sends);
      const { status, nextAttemptAt } = await only(id);
      if (status === "failed") break;
      last = nextAttemptAt?.getTime() ?? 0;
      later(last - clock.now().getTime());
    }
    expect(there.received.length).toBe(9);
    expect(last - begun).toBeGreaterThan(40 * hours);
    expect(last - begun).toBeLessThanOrEqual(48 * hours);
    expect(await findWebhook(system.actor, id)).toMatchObject({ state: "off", disabledBecause: "failing" });
    works = true;
    await resumeWebhook(system, { webhookId: id });
    await sendAll(sends);
    expect(there.received.length).toBe(9);
    expect(await replayDeliveries(system, { webhookId: id })).toBe(1);
    await sendAll(sends);
    expect(await only(id)).toMatchObject({ status: "delivered", attempts: 1 });
    expect(new Set(there.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("that accepts other messages stays on when one is given up", async () => {
    const there = await receiver((response, message) => {
      response.writeHead(message.body.includes("webhook.test") ? 200 : 400).end();
    });
    const { id } = await addWebhook(useCaseId, there.url);
    await happen();
    await sendTestMessage(system, { webhookId: id });
    const sends = sender();
    await sendAll(sends);
    await database.webhookDelivery.updateMany({ where: { webhookId: id, status: "pending" }, data: { attempts: 8 } });
    later(400_000);
    await sendAll(sends);
    const outcomes = (await deliveriesOf(id)).map(({ type, status }) => [type, status]);
    expect(outcomes.toSorted()).toEqual([
      ["item.decided", "failed"],
      ["webhook.test", "delivered"],
    ]);
    expect(await findWebhook(system.actor, id)).toMatchObject({ state: "active", counts: { failed: 1 } });
  });

  it("that is paused gets nothing; all that it missed comes when it is resumed", async () => {
    const there = await receiver();
    const { id } = await addWebhook(useCaseId, there.url);
    await pauseWebhook(system, { webhookId: id });
    await happen(4);
    const sends = sender();
    await sendAll(sends);
    await sendAll(sends);
    expect(there.received).toEqual([]);
    expect(await deliveriesOf(id)).toMatchObject(Array.from({ length: 4 }, () => ({ status: "pending", attempts: 0 })));
    await resumeWebhook(system, { webhookId: id });
    await sendAll(sends);
    expect(there.received).toHaveLength(4);
  });

  it("verifies with its former secret or the new one for a day after a rotation, and with the new one only from then on", async () => {
    const there = await receiver();
    const { id, secret: former } = await addWebhook(useCaseId, there.url);
    const { secret } = await rotateWebhookSecret(system, { webhookId: id });
    const verifies = async (known: string) => {
      const message = there.received.at(-1);
      if (message === undefined) throw new Error("Nothing was received.");
      return new StandardWebhooksVerifier(known).verify(message, clock.now()).then(
        () => true,
        () => false,
      );
    };
    const sends = sender();
    later(23 * hours);
    await happen();
    await sendAll(sends);
    expect([await verifies(former), await verifies(secret)]).toEqual([true, true]);
    later(2 * hours);
    await happen();
    await sendAll(sends);
    expect([await verifies(former), await verifies(secret)]).toEqual([false, true]);
  });
});

describe("receivers among each other", () => {
  it("one that hangs takes its own places only: others get theirs at once, though it has more waiting", async () => {
    const hanging = await receiver(() => undefined);
    const quick = await receiver();
    await addWebhook(useCaseId, hanging.url);
    const { id } = await addWebhook(useCaseId, quick.url);
    await happen(300);
    const sends = sender({ timeoutMs: 20_000, perReceiver: 4, mostAtOnce: 64 });
    let done = false;
    const looping = (async () => {
      while (!done) await sends.turn();
    })();
    const started = performance.now();
    await quick.until(300);
    // Long before the first attempt at the other one could have ended.
    expect(performance.now() - started).toBeLessThan(19_000);
    expect(hanging.received.length).toBeLessThanOrEqual(4);
    await expect.poll(async () => (await findWebhook(system.actor, id))?.counts.delivered).toBe(300);
    done = true;
    await sends.stop(0);
    await looping;
  });

  it("a message whose secret cannot be read is not sent, and says why", async () => {
    const there = await receiver();
    const [one, other] = [await addWebhook(useCaseId, there.url), await addWebhook(useCaseId, there.url)];
    const { secret } = await database.webhook.findUniqueOrThrow({ where: { id: other.id } });
    // Another webhook's: nobody can put one receiver's secret in another's place.
    await database.webhook.update({ where: { id: one.id }, data: { secret } });
    await happen();
    await sendAll(sender());
    expect(await only(one.id)).toMatchObject({ status: "pending", answer: expect.stringContaining("ENCRYPTION_KEY") });
    expect(await only(other.id)).toMatchObject({ status: "delivered" });
  });
});
