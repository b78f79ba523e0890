import { describe, expect, it } from "vitest";
import { listAuditChoices } from "@/lib/audit/audit-choices-query";
import { findAuditEvent } from "@/lib/audit/audit-event-query";
import type { AuditFilter } from "@/lib/audit/audit-filter-schema";
import { listAuditEvents } from "@/lib/audit/audit-query";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

async function personWith(useCaseId: string, ...roles: ("reviewer" | "manager" | "auditor" | "adjudicator")[]) {
  const { id } = await makePerson({ memberships: [{ useCaseId, roles }] });
  return actorOf(id);
}

async function admin() {
  return actorOf((await makePerson({ isAdmin: true })).id);
}

async function walk(actor: Parameters<typeof listAuditEvents>[0], filter: AuditFilter, limit: number) {
  const ids: string[] = [];
  let after: string | null | undefined;
  do {
    const list = await listAuditEvents(actor, filter, after == null ? {} : { after }, limit);
    ids.push(...list.events.map((event) => event.id));
    after = list.next;
  } while (after !== null);
  return ids;
}

const newestFirst = (ids: string[]) => [...ids].sort().reverse();

describe("the audit list", () => {
  it("gives an auditor every event of their use cases once, newest first, and of no other", async () => {
    const one = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const other = await suppliedUseCase();
    await submitAll(
      one.useCaseId,
      Array.from({ length: 12 }, (_, n) => letter(`one-${n}`, 0.9)),
    );
    await submitAll(other.useCaseId, [letter("other")]);
    const auditor = await personWith(one.useCaseId, "auditor");
    const expected = await database.auditEvent.findMany({ where: { useCaseId: one.useCaseId } });
    expect(await walk(auditor, {}, 5)).toEqual(newestFirst(expected.map((event) => event.id)));
    const decisions = expected.filter((event) => event.type === "decision.made");
    expect(decisions).toHaveLength(12);
    expect(await walk(auditor, { type: "decision.made" }, 5)).toEqual(newestFirst(decisions.map((event) => event.id)));
    expect(await walk(auditor, { useCase: other.slug }, 5)).toEqual([]);
    expect(await walk(auditor, { item: "other" }, 5)).toEqual([]);
    const found = await listAuditEvents(auditor, { item: "one-3" }, {});
    expect(found.events.map((event) => event.type).sort()).toEqual(["decision.made", "item.submitted"]);
    expect(found.events[0]?.subject).toMatchObject({ name: "Item one-3", type: "item" });
    const today = new Date().toISOString().slice(0, 10);
    expect(await walk(auditor, { from: today, to: today }, 50)).toHaveLength(expected.length);
    expect(await walk(auditor, { to: "2020-01-01" }, 50)).toEqual([]);

    const page = await listAuditEvents(auditor, {}, {}, 5);
    const second = await listAuditEvents(auditor, {}, { after: page.next ?? "" }, 5);
    const back = await listAuditEvents(auditor, {}, { before: second.previous ?? "" }, 5);
    expect(back.events.map((event) => event.id)).toEqual(page.events.map((event) => event.id));
  });

  it("shows users, keys and sign-ins to admins only", async () => {
    const { useCaseId } = await suppliedUseCase();
    const auditor = await personWith(useCaseId, "auditor");
    const boss = await admin();
    const general = await listAuditEvents(boss, { type: "user.created" }, {}, 200);
    expect(general.events.map((event) => event.subject.id)).toContain(auditor.id);
    expect(await walk(auditor, { type: "user.created" }, 50)).toEqual([]);
    const [event] = general.events;
    expect(await findAuditEvent(auditor, event?.id ?? "")).toBeNull();
    expect(await findAuditEvent(boss, event?.id ?? "")).toMatchObject({ intact: true });
  });

  it("is empty for who may not read it, and its events are not found", async () => {
    const { useCaseId } = await suppliedUseCase();
    const [item] = await submitAll(useCaseId, [letter("secret")]);
    const [policyEvent] = await database.auditEvent.findMany({ where: { useCaseId, type: "policy.put_in_force" } });
    const [itemEvent] = await database.auditEvent.findMany({ where: { subjectId: item?.id ?? "" } });
    const other = await suppliedUseCase();
    const strangers = [
      await personWith(useCaseId, "reviewer"),
      await personWith(useCaseId, "manager"),
      await personWith(useCaseId, "adjudicator"),
      await personWith(other.useCaseId, "auditor"),
    ];
    for (const stranger of strangers) {
      const list = await listAuditEvents(stranger, {}, {}, 500);
      expect(list.events.filter((event) => event.useCase?.slug !== other.slug)).toEqual([]);
      expect(await findAuditEvent(stranger, policyEvent?.id ?? "")).toBeNull();
    }
    // Whoever may read the item may read what is on record about it.
    expect(await findAuditEvent(await personWith(useCaseId, "manager"), itemEvent?.id ?? "")).not.toBeNull();
    expect(await findAuditEvent(await personWith(useCaseId, "reviewer"), itemEvent?.id ?? "")).toBeNull();
    expect(await findAuditEvent(await personWith(useCaseId, "auditor"), newId())).toBeNull();
  });

  it("keeps an item's events from an auditor who could be given its review", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 1 });
    const [item] = await submitAll(useCaseId, [letter("checked", 0.99)]);
    const both = await personWith(useCaseId, "auditor", "reviewer");
    expect((await listAuditEvents(both, { item: "checked" }, {})).events).toEqual([]);
    const [event] = await database.auditEvent.findMany({ where: { subjectId: item?.id ?? "" } });
    expect(await findAuditEvent(both, event?.id ?? "")).toBeNull();
    const auditor = await personWith(useCaseId, "auditor");
    expect((await listAuditEvents(auditor, { item: "checked" }, {})).events).toHaveLength(2);
    await database.review.updateMany({ where: { itemId: item?.id ?? "" }, data: { status: "settled" } });
    expect((await listAuditEvents(both, { item: "checked" }, {})).events).toHaveLength(2);
  });

  it("opens an event with its bytes, its hash and its subject's story, and finds it by who did it", async () => {
    const { useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    await submitAll(useCaseId, [letter("told", 0.9)]);
    const auditor = await personWith(useCaseId, "auditor");
    const { events } = await listAuditEvents(auditor, { item: "told", type: "decision.made", actor: "system" }, {});
    const detail = await findAuditEvent(auditor, events[0]?.id ?? "");
    expect(detail).toMatchObject({ intact: true });
    expect(detail?.story.map((event) => event.type)).toEqual(["item.submitted", "decision.made"]);
    expect(JSON.parse(detail?.envelope ?? "")).toMatchObject({
      type: "decision.made",
      previous: detail?.story[0]?.leafHash,
      subject: { seq: 2 },
    });
    const someone = (await listAuditChoices(auditor, undefined)).actors.find((actor) => actor.id === auditor.id);
    expect(someone).toBeDefined();
    expect(await walk(auditor, { actor: auditor.id }, 10)).toEqual([]);
  });
});
