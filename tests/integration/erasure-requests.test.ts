import { afterEach, describe, expect, it } from "vitest";
import { findKeyActor } from "@/lib/access/actor-query";
import { createKey } from "@/lib/access/create-key";
import { findErasure, listErasures } from "@/lib/erasure/erasure-query";
import { liftHold } from "@/lib/erasure/lift-hold";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { setHold } from "@/lib/erasure/set-hold";
import { setRetention } from "@/lib/erasure/set-retention";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { withdrawErasure } from "@/lib/erasure/withdraw-erasure";
import { workErasures } from "@/lib/erasure/work-erasures";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { call } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { documentedEvents, undocumented } from "@/tests/support/documented-events";
import { atOnce, erase, inTime, makeErasureWorld, statusOf } from "@/tests/support/erasure-world";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const approve = (actor: Parameters<typeof settleErasure>[0]["actor"], erasureId: string) =>
  settleErasure({ actor }, { erasureId, approve: true, note: "" });
const typesAbout = async (id: string) => (await eventsAbout(id)).map(({ type }) => type);

function inMonths(months: number): void {
  const at = realNow();
  at.setUTCMonth(at.getUTCMonth() + months);
  clock.now = () => at;
}

describe("a request for erasure", () => {
  it("waits for a second person, and is carried out once", async () => {
    const { asker, second, send } = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    const { id, status } = await requestErasure({ actor: asker }, { kind: "item", itemId, ...atOnce });
    expect(status).toBe("pending");
    expect(await requestErasure({ actor: second }, { kind: "item", itemId, ...inTime })).toEqual({ id, status });
    expect(await workErasures(system)).toBe(false);
    await expect(approve(asker, id)).rejects.toMatchObject({ code: "forbidden" });
    await approve(second, id);
    await expect(approve(second, id)).rejects.toMatchObject({ code: "conflict" });
    await expect(withdrawErasure({ actor: asker }, { erasureId: id })).rejects.toMatchObject({ code: "conflict" });
    expect(await workErasures(system)).toBe(true);
    expect(await workErasures(system)).toBe(false);
    expect(await statusOf(id)).toBe("done");
    expect(await findErasure(second, id)).toMatchObject({
      status: "done",
      items: 1,
      item: { id: itemId },
      affects: null,
    });
    const events = await eventsAbout(id);
    expect(events.map(({ type }) => type)).toEqual(["erasure.requested", "erasure.approved", "erasure.done"]);
    const documented = documentedEvents();
    expect(events.flatMap(({ envelope }) => undocumented(documented, envelope))).toEqual([]);
    expect(JSON.stringify(events)).not.toContain("Case 7");
    await expect(requestErasure({ actor: asker }, { kind: "item", itemId, ...atOnce })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is for managers of the use case, and nobody else's to settle", async () => {
    const { useCaseId, asker, send } = await makeErasureWorld();
    const other = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    const what = { kind: "item" as const, itemId, ...atOnce };
    for (const actor of [
      await makeReviewer(useCaseId),
      await makeReviewer(useCaseId, "adjudicator"),
      await makeReviewer(useCaseId, "auditor"),
      other.asker,
    ]) {
      await expect(requestErasure({ actor }, what)).rejects.toMatchObject({ code: "forbidden" });
    }
    const { id } = await requestErasure({ actor: asker }, what);
    const auditor = await makeReviewer(useCaseId, "auditor");
    for (const actor of [auditor, other.second]) {
      await expect(approve(actor, id)).rejects.toMatchObject({ code: "forbidden" });
    }
    expect((await listErasures(auditor, {})).erasures).toMatchObject([
      { id, mayApprove: false, mayWithdraw: false, what: "Item a", affects: 1, blockedBy: null },
    ]);
    expect((await listErasures(asker, {})).erasures).toMatchObject([{ id, mayApprove: false, mayWithdraw: true }]);
    expect((await listErasures(other.second, {})).erasures).toEqual([]);
    expect(await findErasure(other.second, id)).toBeNull();
    await expect(listErasures(await makeReviewer(useCaseId), {})).rejects.toMatchObject({ code: "forbidden" });
  });

  it("may come from a key, which cannot approve; nor may whoever made it", async () => {
    const { second, send, slug } = await makeErasureWorld();
    const maker = await actorOf((await makePerson({ isAdmin: true })).id);
    await send({ ...letter("a"), entityKey: "k" }, letter("b"));
    const { key } = await createKey({ actor: maker }, { name: "Sender", scopes: ["items:write"] });
    const ask = (body: object) => call(key, "POST", `/use-cases/${slug}/erasures`, { body: { ...atOnce, ...body } });
    const asked = await ask({ entityKey: "k" });
    expect(asked).toMatchObject({ status: 202, body: { status: "pending" } });
    expect(await ask({ entityKey: "k" })).toMatchObject({ status: 202, body: { id: asked.body.id } });
    expect(await ask({ externalId: "b" })).toMatchObject({ status: 202 });
    expect(await ask({ externalId: "b", entityKey: "k" })).toMatchObject({ status: 400 });
    expect(await ask({ externalId: "nobody" })).toMatchObject({ status: 404 });
    const { id } = asked.body;
    const byKey = await findKeyActor((await database.apiKey.findFirstOrThrow({ where: { createdById: maker.id } })).id);
    if (byKey === null) throw new Error("The key is gone.");
    await expect(approve(byKey, id)).rejects.toMatchObject({ code: "missing_scope" });
    await expect(approve(maker, id)).rejects.toMatchObject({ code: "forbidden" });
    const { id: userId } = await makePerson();
    await expect(requestErasure({ actor: byKey }, { kind: "user", userId, ...atOnce })).rejects.toMatchObject({
      code: "forbidden",
    });
    await approve(second, id);
    while (await workErasures(system));
    expect(await call(key, "GET", `/erasures/${id}`)).toMatchObject({
      status: 200,
      body: { status: "done", items: 1 },
    });
    const other = await createKey({ actor: maker }, { name: "Reader", scopes: ["items:read"] });
    expect(await call(other.key, "GET", `/erasures/${id}`)).toMatchObject({ status: 403 });
  });

  it("is declined with a reason, and withdrawn by its author only", async () => {
    const { asker, second, send, useCaseId } = await makeErasureWorld();
    await send({ ...letter("a"), entityKey: "k" });
    const what = { kind: "entity" as const, useCaseId, entityKey: "k", ...atOnce };
    const first = await requestErasure({ actor: asker }, what);
    const decline = { erasureId: first.id, approve: false };
    await expect(settleErasure({ actor: second }, { ...decline, note: " " })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(settleErasure({ actor: asker }, { ...decline, note: "No." })).rejects.toMatchObject({
      code: "forbidden",
    });
    await settleErasure({ actor: second }, { ...decline, note: "Not ours." });
    expect(await typesAbout(first.id)).toEqual(["erasure.requested", "erasure.declined"]);
    const again = await requestErasure({ actor: asker }, what);
    expect(again.id).not.toBe(first.id);
    await expect(withdrawErasure({ actor: second }, { erasureId: again.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await withdrawErasure({ actor: asker }, { erasureId: again.id });
    expect(await typesAbout(again.id)).toEqual(["erasure.requested", "erasure.withdrawn"]);
    while (await workErasures(system));
    expect(await database.item.count({ where: { useCaseId, erasedAt: { not: null } } })).toBe(0);
  });

  it("has one outcome when two approve, or one approves while its author withdraws", async () => {
    const { asker, second, send, useCaseId } = await makeErasureWorld();
    const third = await makeReviewer(useCaseId, "manager");
    for (let round = 0; round < 6; round++) {
      const [itemId = ""] = await send(letter(`race-${round}`));
      const { id } = await requestErasure({ actor: asker }, { kind: "item", itemId, ...atOnce });
      const rival = round % 2 === 0 ? approve(third, id) : withdrawErasure({ actor: asker }, { erasureId: id });
      const ends = await Promise.allSettled([approve(second, id), rival]);
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(ends.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
      expect(await eventsAbout(id)).toHaveLength(2);
    }
  });
});

describe("the shortest time", () => {
  it("refuses what is younger, at the request and at the approval, unless the basis outranks it", async () => {
    const { useCaseId, asker, second, send } = await makeErasureWorld();
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const [itemId = ""] = await send({ ...letter("a"), entityKey: "k" });
    const what = { kind: "entity" as const, useCaseId, entityKey: "k", ...inTime };
    await expect(requestErasure({ actor: asker }, what)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("at least 6 months"),
    });
    inMonths(7);
    const { id } = await requestErasure({ actor: asker }, what);
    await expect(
      setRetention({ actor: asker }, { useCaseId, keepMonths: 12, eraseMonths: null }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await setRetention({ actor: admin }, { useCaseId, keepMonths: 12, eraseMonths: null });
    expect(await typesAbout(useCaseId)).toContain("use_case.retention_set");
    await expect(approve(second, id)).rejects.toMatchObject({ code: "conflict" });
    expect((await findErasure(second, id))?.blockedBy).toContain("at least 12 months");
    inMonths(13);
    await approve(second, id);
    // What comes in meanwhile has its own time to be kept for.
    const [young = ""] = await send({ ...letter("b"), entityKey: "k" });
    while (await workErasures(system));
    expect(await statusOf(id)).toBe("done");
    expect((await database.item.findUniqueOrThrow({ where: { id: itemId } })).erasedAt).not.toBeNull();
    expect((await database.item.findUniqueOrThrow({ where: { id: young } })).erasedAt).toBeNull();
    await erase(asker, second, { kind: "item", itemId: young, ...atOnce });
    expect((await database.item.findUniqueOrThrow({ where: { id: young } })).erasedAt).not.toBeNull();
  });

  it("is six months at least, and never longer than the longest", async () => {
    const { useCaseId } = await makeErasureWorld();
    for (const times of [
      { keepMonths: 5, eraseMonths: null },
      { keepMonths: 6, eraseMonths: 5 },
      { keepMonths: 12, eraseMonths: 11 },
      { keepMonths: 6.5, eraseMonths: null },
    ]) {
      await expect(setRetention(system, { useCaseId, ...times })).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("a hold", () => {
  it("lets nothing be approved, stops what is under way, and is lifted by an admin only", async () => {
    const { useCaseId, asker, second, send } = await makeErasureWorld();
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const [one = "", two = ""] = await send(letter("a"), letter("b"));
    const underWay = await requestErasure({ actor: asker }, { kind: "item", itemId: one, ...atOnce });
    await approve(second, underWay.id);
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(setHold({ actor: auditor }, { useCaseId, reason: "Court" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await setHold({ actor: asker }, { useCaseId, reason: "Court case 12" });
    await expect(setHold({ actor: asker }, { useCaseId, reason: "Again" })).rejects.toMatchObject({ code: "conflict" });
    const waiting = await requestErasure({ actor: asker }, { kind: "item", itemId: two, ...atOnce });
    await expect(approve(second, waiting.id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Court case 12"),
    });
    expect(await workErasures(system)).toBe(false);
    expect(await database.item.count({ where: { useCaseId, erasedAt: { not: null } } })).toBe(0);
    expect((await findErasure(second, underWay.id))?.blockedBy).toContain("Court case 12");
    await expect(liftHold({ actor: asker }, { useCaseId })).rejects.toMatchObject({ code: "forbidden" });
    await liftHold({ actor: admin }, { useCaseId });
    await expect(liftHold({ actor: admin }, { useCaseId })).rejects.toMatchObject({ code: "conflict" });
    expect((await typesAbout(useCaseId)).slice(-2)).toEqual(["use_case.hold_set", "use_case.hold_lifted"]);
    expect(JSON.stringify(await eventsAbout(useCaseId))).not.toContain("Court");
    await approve(second, waiting.id);
    while (await workErasures(system));
    expect(await database.item.count({ where: { useCaseId, erasedAt: { not: null } } })).toBe(2);
  });
});
