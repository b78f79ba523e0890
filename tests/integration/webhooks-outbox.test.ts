import { Client } from "pg";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.EGRESS_ALLOWED_HOSTS = "127.0.0.1";
  process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
});

import { overrideDecision } from "@/lib/items/override-decision";
import { submitItems } from "@/lib/items/submit-items";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { halt } from "@/lib/policies/halt";
import { liftHalt } from "@/lib/policies/lift-halt";
import { flagUnusable } from "@/lib/review/flag-unusable";
import { pauseWebhook } from "@/lib/webhooks/pause-webhook";
import { removeWebhook } from "@/lib/webhooks/remove-webhook";
import { turnOffWebhook } from "@/lib/webhooks/turn-off-webhook";
import { makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";
import { addWebhook, toldTo } from "@/tests/support/webhook-world";

const automated = { mode: "full_automation", qcShare: 0 } as const;
const address = "http://127.0.0.1:9/never-asked";
const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const typesTo = async (webhookId: string) => (await toldTo(webhookId)).map(({ type }) => type);

describe("what receivers are told", () => {
  it("an item that is decided as it arrives: the decision and the route in short, and nothing else", async () => {
    const { useCaseId, slug } = await suppliedUseCase(automated);
    const { id } = await addWebhook(useCaseId, address);
    const [item] = await submitAll(useCaseId, [letter("a", 0.93)]);
    expect(await toldTo(id)).toEqual([
      {
        type: "item.decided",
        timestamp: item?.createdAt,
        data: {
          useCase: slug,
          item: { id: item?.id, externalId: "a" },
          status: "decided",
          decision: { outcome: "yes", decidedBy: "model", at: item?.createdAt },
          priorDecision: null,
          route: item?.route,
        },
      },
    ]);
  });

  it("an item that people decide, and its decision when it is overridden: the one before it, too", async () => {
    const world = await makeOverlapWorld();
    const { id } = await addWebhook(world.useCaseId, address);
    const [itemId = ""] = await world.send([letter("a")]);
    expect(await typesTo(id)).toEqual([]);
    await world.say(await world.person(), "no");
    expect(await typesTo(id)).toEqual([]);
    await world.settle();
    const override = { useCaseId: world.useCaseId, itemId, answer: { outcome: "yes" }, reason: "Look again." };
    await overrideDecision(system, { ...override, reasonCode: null });
    expect(await typesTo(id)).toEqual(["item.decided"]);
    await world.settle();
    const [first, second] = await toldTo(id);
    expect(first?.data).toMatchObject({ decision: { outcome: "no", decidedBy: "human" }, priorDecision: null });
    expect(second).toMatchObject({
      type: "item.decision_changed",
      data: {
        item: { id: itemId, externalId: "a" },
        decision: { outcome: "yes", decidedBy: "human" },
        priorDecision: { outcome: "no", decidedBy: "human" },
      },
    });
  });

  it("an item that nobody can decide: its status, and no decision", async () => {
    const world = await makeOverlapWorld();
    const { id } = await addWebhook(world.useCaseId, address);
    const [itemId] = await world.send([letter("a")]);
    for (const actor of [await world.person(), await world.adjudicator()]) {
      const item = await world.claim(actor);
      await flagUnusable({ actor }, { useCaseId: world.useCaseId, reviewId: item?.reviewId ?? "", note: "Torn." });
      await world.settle();
    }
    expect((await toldTo(id)).filter(({ type }) => type.startsWith("item."))).toMatchObject([
      { type: "item.decided", data: { item: { id: itemId }, status: "unusable", decision: null, priorDecision: null } },
    ]);
  });

  it("a value, for a regression", async () => {
    const { useCaseId } = await suppliedUseCase(automated, {
      kind: "regression",
      outcomes: undefined,
      target: { unit: "rings", tolerance: 1 },
    });
    const { id } = await addWebhook(useCaseId, address);
    await submitAll(useCaseId, [{ externalId: "a", input: { text: "x" }, prediction: { value: 4.5 } }]);
    expect((await toldTo(id))[0]?.data).toMatchObject({ decision: { value: 4.5, decidedBy: "model" } });
  });

  it("nothing by which quality control could be told from other items, and no answer in a disagreement", async () => {
    const plain = await suppliedUseCase(automated);
    const checked = await makeOverlapWorld({ mode: "full_automation", qcShare: 1 });
    const plainHook = await addWebhook(plain.useCaseId, address);
    const checkedHook = await addWebhook(checked.useCaseId, address);
    await submitAll(plain.useCaseId, [letter("a", 0.93)]);
    await checked.send([letter("a", 0.93)]);
    const shape = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
        : Array.isArray(value)
          ? value
          : typeof value;
    expect((await toldTo(checkedHook.id)).map(shape)).toEqual((await toldTo(plainHook.id)).map(shape));

    await checked.say(await checked.person(), "no");
    await checked.settle();
    const [, opened] = await toldTo(checkedHook.id);
    expect(opened).toMatchObject({ type: "disagreement.opened", data: { disagreement: { kind: "model_human" } } });
    expect(JSON.stringify(opened)).not.toMatch(/yes|"no"|outcome|score|prediction|review/);
  });

  it("a disagreement of people and how it ends, with the item's decision", async () => {
    const world = await makeOverlapWorld({ mode: "human_only", reviewsPerItem: 2, consensus: "unanimous" });
    const { id } = await addWebhook(world.useCaseId, address, ["disagreement.opened", "disagreement.settled"]);
    const [itemId] = await world.send([letter("a")]);
    const [one, other] = await world.people(2);
    if (one === undefined || other === undefined) throw new Error("Two people were wanted.");
    await world.say(one, "yes");
    await world.say(other, "no");
    await world.settle();
    await world.say(await world.adjudicator(), "no");
    await world.settle();
    const [opened, settled] = await toldTo(id);
    expect(opened).toMatchObject({
      type: "disagreement.opened",
      data: { item: { id: itemId, externalId: "a" }, disagreement: { kind: "human_human" } },
    });
    expect(settled).toMatchObject({
      type: "disagreement.settled",
      data: { item: { id: itemId }, disagreement: { kind: "human_human", rootCause: null } },
    });
    const idIn = (told: typeof opened) => (told?.data.disagreement as { id: string } | undefined)?.id;
    expect(idIn(opened)).toBeDefined();
    expect(idIn(settled)).toBe(idIn(opened));
  });

  it("policies, halts and their lifting, with what is in force then", async () => {
    const { useCaseId, slug } = await suppliedUseCase(automated);
    const { id } = await addWebhook(useCaseId, address, ["policy.changed"]);
    await halt(system, { useCaseId, reason: "Stop." });
    await liftHalt(system, { useCaseId, reason: "Go on." });
    await changePolicy(system, { useCaseId, changes: { mode: "human_only" }, reason: "Enough." });
    const policy = (version: number, mode: string) => ({ policy: { version, mode } });
    expect((await toldTo(id)).map(({ data }) => data)).toEqual([
      { useCase: slug, change: "halt", ...policy(2, "full_automation"), halted: true },
      { useCase: slug, change: "halt_lifted", ...policy(2, "full_automation"), halted: false },
      { useCase: slug, change: "policy", ...policy(3, "human_only"), halted: false },
    ]);
  });
});

describe("who is told", () => {
  let useCaseId: string;

  beforeAll(async () => {
    ({ useCaseId } = await suppliedUseCase(automated));
  });

  it("those of the use case and of all use cases that want the event; one message, told to each once", async () => {
    const other = await suppliedUseCase(automated);
    const here = await addWebhook(useCaseId, address);
    const everywhere = await addWebhook(null, address);
    const elsewhere = await addWebhook(other.useCaseId, address);
    const deaf = await addWebhook(useCaseId, address, ["policy.changed"]);
    await submitAll(useCaseId, [letter("a", 0.9), letter("b", 0.9), letter("a", 0.9)]);
    const ids = async (webhookId: string) =>
      (await database.webhookDelivery.findMany({ where: { webhookId }, orderBy: { id: "asc" } })).map(
        ({ messageId }) => messageId,
      );
    expect(await ids(here.id)).toHaveLength(2);
    expect(await ids(everywhere.id)).toEqual(await ids(here.id));
    expect(await ids(elsewhere.id)).toEqual([]);
    expect(await ids(deaf.id)).toEqual([]);
    await removeWebhook(system, { webhookId: everywhere.id });
  });

  it("one that is paused keeps what it misses; one that is turned off or removed does not", async () => {
    const paused = await addWebhook(useCaseId, address);
    const off = await addWebhook(useCaseId, address);
    const removed = await addWebhook(useCaseId, address);
    // So that this process knows all three as they were.
    await submitAll(useCaseId, [letter("before", 0.9)]);
    await pauseWebhook(system, { webhookId: paused.id });
    await turnOffWebhook(system, { webhookId: off.id, because: "gone" });
    await removeWebhook(system, { webhookId: removed.id });
    await submitAll(useCaseId, [letter("after", 0.9)]);
    expect(await typesTo(paused.id)).toHaveLength(2);
    expect(await typesTo(off.id)).toHaveLength(1);
    expect(await typesTo(removed.id)).toHaveLength(1);
  });

  it("is told of 1,000 items in their order", async () => {
    const { id } = await addWebhook(useCaseId, address);
    const names = Array.from({ length: 1000 }, (_, index) => `many-${String(index).padStart(4, "0")}`);
    await submitAll(
      useCaseId,
      names.map((name) => letter(name, 0.9)),
    );
    const told = await toldTo(id);
    expect(told.map(({ data }) => (data.item as { externalId: string }).externalId)).toEqual(names);
  });
});

describe("the outbox", () => {
  it("holds nothing of a transaction that was rolled back, and everything of one that was not", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    const { id } = await addWebhook(useCaseId, address);
    // The audit log refuses what the transaction ends with: nothing of it happened.
    const undo = await refuse("audit_pending");
    await expect(submitItems(system, { useCaseId, items: [letter("lost", 0.9)] })).rejects.toThrow("refused by a test");
    await undo();
    expect(await database.item.count({ where: { useCaseId } })).toBe(0);
    expect(await toldTo(id)).toEqual([]);
    await submitAll(useCaseId, [letter("lost", 0.9)]);
    expect(await typesTo(id)).toEqual(["item.decided"]);
  });

  it("that cannot be written lets nothing happen either", async () => {
    const { useCaseId } = await suppliedUseCase(automated);
    await addWebhook(useCaseId, address);
    const undo = await refuse("webhook_delivery");
    await expect(submitItems(system, { useCaseId, items: [letter("untold", 0.9)] })).rejects.toThrow(
      "refused by a test",
    );
    await undo();
    expect(await database.item.count({ where: { useCaseId } })).toBe(0);
  });
});

/** Has the database refuse every row of a table, as its owner may. Answers with what ends it. */
async function refuse(table: "audit_pending" | "webhook_delivery"): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(`
    CREATE FUNCTION refuse_${table}() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$;
    CREATE TRIGGER refused BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_${table}()`);
  return async () => {
    await client.query(`DROP TRIGGER refused ON ${table}; DROP FUNCTION refuse_${table}()`);
    await client.end();
  };
}
