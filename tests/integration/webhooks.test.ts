import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { authenticateKey } from "@/lib/access/authenticate-key";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { AppError } from "@/lib/platform/errors";
import { openSecret } from "@/lib/platform/secret-box";
import { webhookAlert } from "@/lib/reports/webhook-alert";
import { changeWebhook } from "@/lib/webhooks/change-webhook";
import { clearDeliveries } from "@/lib/webhooks/clear-deliveries";
import { createWebhook } from "@/lib/webhooks/create-webhook";
import { findDelivery, listDeliveries } from "@/lib/webhooks/delivery-query";
import { pauseWebhook } from "@/lib/webhooks/pause-webhook";
import { removeWebhook } from "@/lib/webhooks/remove-webhook";
import { replayDeliveries } from "@/lib/webhooks/replay-deliveries";
import { resumeWebhook } from "@/lib/webhooks/resume-webhook";
import { rotateWebhookSecret } from "@/lib/webhooks/rotate-webhook-secret";
import { sendTestMessage } from "@/lib/webhooks/send-test-message";
import { turnOffWebhook } from "@/lib/webhooks/turn-off-webhook";
import { findWebhook, listWebhooks } from "@/lib/webhooks/webhook-query";
import { findWebhookTrouble } from "@/lib/webhooks/webhook-trouble-query";
import { makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";
import { addWebhook, deliveriesOf } from "@/tests/support/webhook-world";

const address = "http://127.0.0.1:9/never-asked?token=hidden";
const realNow = clock.now;
let useCaseId: string;
let slug: string;

beforeAll(async () => {
  ({ useCaseId, slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 }));
});

afterEach(() => {
  clock.now = realNow;
});

const typesAbout = async (id: string) => (await eventsAbout(id)).map(({ type }) => type);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = (await promise.then(
    () => null,
    (thrown) => thrown,
  )) as AppError | null;
  return error?.code ?? "none";
}

describe("looking after a webhook", () => {
  it("tells the audit log of each step, and neither the secret nor the address's path", async () => {
    const { id, secret } = await addWebhook(useCaseId, address, ["item.decided"]);
    const named = { webhookId: id };
    await changeWebhook(system, { ...named, url: `${address}&more`, events: ["item.decided", "policy.changed"] });
    const rotated = await rotateWebhookSecret(system, named);
    await pauseWebhook(system, named);
    await resumeWebhook(system, named);
    await sendTestMessage(system, named);
    await replayDeliveries(system, { ...named, deliveryId: (await deliveriesOf(id))[0]?.id ?? "" });
    await removeWebhook(system, named);
    expect(await typesAbout(id)).toEqual([
      "webhook.created",
      "webhook.changed",
      "webhook.secret_rotated",
      "webhook.paused",
      "webhook.resumed",
      "webhook.tested",
      "webhook.replayed",
      "webhook.removed",
    ]);
    const log = JSON.stringify(await eventsAbout(id));
    expect(log).toContain('"origin":"http://127.0.0.1:9"');
    for (const hidden of ["token=hidden", secret.slice(6, 20), rotated.secret.slice(6, 20)]) {
      expect(log).not.toContain(hidden);
    }
    expect((await eventsAbout(id))[0]?.envelope).toMatchObject({ use_case: { id: useCaseId, slug } });
  });

  it("changes nothing and says nothing where there is nothing to do", async () => {
    const { id: webhookId } = await addWebhook(useCaseId, address, ["item.decided"]);
    await changeWebhook(system, { webhookId, url: address, events: ["item.decided"] });
    await resumeWebhook(system, { webhookId });
    await pauseWebhook(system, { webhookId });
    await pauseWebhook(system, { webhookId });
    expect(await replayDeliveries(system, { webhookId })).toBe(0);
    expect(await typesAbout(webhookId)).toEqual(["webhook.created", "webhook.paused"]);
  });

  it("is for admins, and for managers in their use case; nobody else, and no key", async () => {
    const elsewhere = await suppliedUseCase();
    const mine = await addWebhook(useCaseId, address);
    const all = await addWebhook(null, address);
    const manager = await makeReviewer(useCaseId, "manager");
    const others = [
      await makeReviewer(useCaseId, "reviewer", "adjudicator", "auditor"),
      await makeReviewer(elsewhere.useCaseId, "manager"),
    ];
    const key = await authenticateKey(`Bearer ${(await makeKey()).key}`);
    const events = ["item.decided" as const];
    const attempts = (webhookId: string) => [
      (context: typeof system) => changeWebhook(context, { webhookId, url: address, events }),
      (context: typeof system) => rotateWebhookSecret(context, { webhookId }),
      (context: typeof system) => pauseWebhook(context, { webhookId }),
      (context: typeof system) => resumeWebhook(context, { webhookId }),
      (context: typeof system) => sendTestMessage(context, { webhookId }),
      (context: typeof system) => replayDeliveries(context, { webhookId }),
      (context: typeof system) => removeWebhook(context, { webhookId }),
    ];
    for (const actor of [...others, key]) {
      const context = { actor } as unknown as typeof system;
      const code = actor.kind === "user" ? "forbidden" : "missing_scope";
      expect(await codeOf(createWebhook(context, { useCaseId, url: address, events }))).toBe(code);
      for (const attempt of attempts(mine.id)) expect(await codeOf(attempt(context))).toBe(code);
      expect((await listWebhooks(actor)).map(({ id }) => id)).not.toContain(mine.id);
      expect(await findWebhook(actor, mine.id)).toBeNull();
      expect(await findWebhookTrouble(actor)).toEqual([]);
    }
    expect(await typesAbout(mine.id)).toEqual(["webhook.created"]);

    const context = { actor: manager } as unknown as typeof system;
    expect(await codeOf(createWebhook(context, { useCaseId: null, url: address, events }))).toBe("forbidden");
    for (const attempt of attempts(all.id)) expect(await codeOf(attempt(context))).toBe("forbidden");
    expect(await codeOf(createWebhook(context, { useCaseId, url: address, events }))).toBe("none");
    for (const attempt of attempts(mine.id)) expect(await codeOf(attempt(context))).toBe("none");
    expect((await listWebhooks(manager)).map(({ id }) => id)).not.toContain(all.id);
    expect(await codeOf(turnOffWebhook(context, { webhookId: all.id, because: "gone" }))).toBe("forbidden");
    await removeWebhook(system, { webhookId: all.id });
  });

  it.each([
    ["no address at all", "somewhere"],
    ["another protocol", "ftp://example.com/x"],
    ["a name and a password", "https://me:secret@example.com/x"],
    ["a fragment", "https://example.com/x#y"],
    ["plain http on the Internet", "http://example.com/x"],
    ["an inner address", "https://10.0.0.7/x"],
    ["a cloud's metadata", "http://169.254.169.254/latest"],
    ["loopback in other clothes", "https://[::ffff:127.0.0.1]/x"],
    ["this machine by name", "https://localhost/x"],
    ["an address in decimal", "https://2130706434/x"],
  ])("refuses %s, at the field", async (_, url) => {
    const error = (await createWebhook(system, { useCaseId, url, events: ["item.decided"] }).catch(
      (thrown) => thrown,
    )) as AppError;
    expect(error.problems?.map(({ path }) => path)).toEqual(["url"]);
    const { id } = await addWebhook(useCaseId, address, ["item.decided"]);
    expect(await codeOf(changeWebhook(system, { webhookId: id, url, events: ["item.decided"] }))).toBe("invalid_input");
  });

  it("refuses unknown events, none, other fields, and use cases that are not there", async () => {
    const input = { useCaseId, url: "https://example.com/x", events: ["item.decided" as const] };
    const attempt = (change: object) => codeOf(createWebhook(system, { ...input, ...change }));
    expect(await attempt({ events: [] })).toBe("invalid_input");
    expect(await attempt({ events: ["item.deleted"] })).toBe("invalid_input");
    expect(await attempt({ secret: "mine" })).toBe("invalid_input");
    expect(await attempt({ useCaseId: "0197a000-0000-7000-8000-000000000001" })).toBe("not_found");
    expect(await attempt({})).toBe("none");
  });

  it("shows a secret once, keeps it encrypted, and keeps the one before it for a day", async () => {
    const { id, secret } = await addWebhook(useCaseId, address);
    const stored = await database.webhook.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(stored.secret).includes(secret)).toBe(false);
    expect(openSecret(stored.secret, id)).toBe(secret);
    expect(JSON.stringify(await findWebhook(system.actor, id))).not.toContain('secret":');
    const rotated = await rotateWebhookSecret(system, { webhookId: id });
    const after = await database.webhook.findUniqueOrThrow({ where: { id } });
    expect(openSecret(after.secret, id)).toBe(rotated.secret);
    expect(openSecret(after.previousSecret ?? new Uint8Array(), id)).toBe(secret);
    const day = (after.previousSecretUntil?.getTime() ?? 0) - Date.now();
    expect(Math.abs(day - 86_400_000)).toBeLessThan(60_000);
    expect(rotated.secret).not.toBe(secret);
  });

  it("is over once it is removed: its secrets are gone, and its log soon after", async () => {
    const { id: webhookId } = await addWebhook(useCaseId, address);
    await submitAll(useCaseId, [letter("of-removed", 0.9)]);
    await removeWebhook(system, { webhookId });
    expect(await findWebhook(system.actor, webhookId)).toBeNull();
    expect(await codeOf(pauseWebhook(system, { webhookId }))).toBe("not_found");
    const row = await database.webhook.findUniqueOrThrow({ where: { id: webhookId } });
    expect([row.secret.length, row.previousSecret]).toEqual([0, null]);
    clock.now = () => new Date(realNow().getTime() + 3_600_000);
    while (await clearDeliveries());
    expect(await database.webhook.findUnique({ where: { id: webhookId } })).toBeNull();
    expect(await deliveriesOf(webhookId)).toEqual([]);
  });
});

describe("the log", () => {
  it("pages, filters, and finds its way back", async () => {
    const { id } = await addWebhook(useCaseId, address);
    const names = Array.from({ length: 7 }, (_, index) => `logged-${index}`);
    await submitAll(
      useCaseId,
      names.map((name) => letter(name, 0.9)),
    );
    const first = await listDeliveries(system.actor, id, {}, 3);
    expect(first.deliveries.map(({ about }) => about)).toEqual(["logged-6", "logged-5", "logged-4"]);
    expect(first.previous).toBeNull();
    const second = await listDeliveries(system.actor, id, { after: first.next ?? "" }, 3);
    expect(second.deliveries.map(({ about }) => about)).toEqual(["logged-3", "logged-2", "logged-1"]);
    const last = await listDeliveries(system.actor, id, { after: second.next ?? "" }, 3);
    expect([last.deliveries.length, last.next]).toEqual([1, null]);
    const back = await listDeliveries(system.actor, id, { before: last.previous ?? "" }, 3);
    expect(back.deliveries).toEqual(second.deliveries);
    const some = (await deliveriesOf(id))[2]?.id ?? "";
    await database.webhookDelivery.update({ where: { id: some }, data: { status: "failed", nextAttemptAt: null } });
    expect((await listDeliveries(system.actor, id, { status: "failed" })).deliveries.map((row) => row.id)).toEqual([
      some,
    ]);
    expect((await listDeliveries(system.actor, id, { type: "policy.changed" })).deliveries).toEqual([]);
    expect((await findWebhook(system.actor, id))?.counts).toMatchObject({ pending: 6, failed: 1, delivered: 0 });
    expect(await replayDeliveries(system, { webhookId: id })).toBe(1);
    expect((await findWebhook(system.actor, id))?.counts).toMatchObject({ pending: 7, failed: 0 });
  });

  it("keeps back what it says of items that may still come to the reader as a blind review", async () => {
    const checked = await suppliedUseCase({ mode: "full_automation", qcShare: 1 });
    const { id } = await addWebhook(checked.useCaseId, address);
    await submitAll(checked.useCaseId, [letter("blind-one", 0.9)]);
    const delivery = (await deliveriesOf(id))[0]?.id ?? "";
    const both = await makeReviewer(checked.useCaseId, "manager", "reviewer");
    const seen = [await listDeliveries(both, id, {}), await findDelivery(both, id, delivery)];
    expect(seen[0]).toMatchObject({ deliveries: [{ sealed: true, about: null }] });
    expect(JSON.stringify(seen)).not.toMatch(/blind-one|yes|full_automation/);
    const manager = await makeReviewer(checked.useCaseId, "manager");
    expect(await findDelivery(manager, id, delivery)).toMatchObject({ sealed: false, about: "blind-one" });
  });

  it("forgets deliveries after 30 days, and nothing sooner", async () => {
    const { id } = await addWebhook(useCaseId, address);
    await submitAll(useCaseId, [letter("old", 0.9)]);
    const days = (n: number) => {
      clock.now = () => new Date(realNow().getTime() + n * 86_400_000);
    };
    days(29);
    while (await clearDeliveries());
    expect(await deliveriesOf(id)).toHaveLength(1);
    days(31);
    while (await clearDeliveries(1));
    expect(await deliveriesOf(id)).toHaveLength(0);
    expect(await findWebhook(system.actor, id)).not.toBeNull();
  });
});

describe("trouble", () => {
  it("is told on Home: a webhook that is turned off, and one that keeps failing", async () => {
    const off = await addWebhook(useCaseId, "https://off.example.com/x");
    const failing = await addWebhook(useCaseId, "https://failing.example.com/x");
    const calm = await addWebhook(useCaseId, "https://calm.example.com/x");
    await turnOffWebhook(system, { webhookId: off.id, because: "gone" });
    expect(await typesAbout(off.id)).toEqual(["webhook.created", "webhook.paused"]);
    await submitAll(useCaseId, [letter("troubled", 0.9)]);
    await database.webhookDelivery.updateMany({ where: { webhookId: failing.id }, data: { attempts: 4 } });
    await database.webhookDelivery.updateMany({ where: { webhookId: calm.id }, data: { attempts: 3 } });
    const manager = await makeReviewer(useCaseId, "manager");
    for (const actor of [system.actor, manager]) {
      const mine = (await findWebhookTrouble(actor)).filter(({ host }) => host.endsWith("example.com"));
      expect(mine).toEqual([
        { id: off.id, host: "off.example.com", off: "gone" },
        { id: failing.id, host: "failing.example.com", off: null },
      ]);
    }
    expect(webhookAlert({ id: "x", host: "off.example.com", off: "gone" })).toMatchObject({
      title: "Webhook off.example.com is turned off",
      href: "/admin/webhooks/x",
    });
  });
});
