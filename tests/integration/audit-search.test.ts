import { beforeAll, describe, expect, it, vi } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { listAuditChoices } from "@/lib/audit/audit-choices-query";
import { type AuditFilter, auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import { listAuditEvents } from "@/lib/audit/audit-query";
import { sequenceEvents } from "@/lib/audit/sequence-events";
import { termsOf } from "@/lib/audit/terms";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

async function sealAll(): Promise<void> {
  while ((await database.auditPending.count()) > 0) await sequenceEvents();
}

/** All pages of a list, one after the other. */
async function walk(actor: UserActor, filter: AuditFilter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const list = await listAuditEvents(actor, filter, after === null ? {} : { after }, limit);
    ids.push(...list.events.map((event) => event.id));
    after = list.next;
  } while (after !== null);
  return ids;
}

/** The same, told by reading every event there is. */
async function readThrough(slug: string, filter: AuditFilter): Promise<string[]> {
  const rows = await database.auditEvent.findMany({ where: { useCaseId: { not: null } }, orderBy: { id: "desc" } });
  const useCases = new Map((await database.useCase.findMany()).map(({ id, slug: name }) => [id, name]));
  const items = await database.item.findMany({ where: { externalId: filter.item ?? "" }, select: { id: true } });
  const wanted = filter.code?.toLowerCase().split(/[\s_]+/) ?? [];
  return rows
    .filter((row) => {
      const terms = termsOf(row.envelope);
      const codes = terms.filter((term) => term.startsWith("code:"));
      const { type, actor, model, policy, outcome, item } = filter;
      const by = actor === "system" ? row.actorId === null : row.actorId === actor || terms.includes(`person:${actor}`);
      return (
        useCases.get(row.useCaseId ?? "") === slug &&
        (type === undefined || row.type === type) &&
        (actor === undefined || by) &&
        (model === undefined || terms.includes(`model:${model}`)) &&
        (policy === undefined || terms.includes(`policy:${policy}`)) &&
        (outcome === undefined || terms.includes(`outcome:${outcome}`)) &&
        (item === undefined || items.some(({ id }) => id === row.subjectId)) &&
        (filter.code === undefined || codes.some((code) => wanted.every((word) => code.slice(5).includes(word))))
      );
    })
    .map(({ id }) => id);
}

let slug: string;
let useCaseId: string;
let auditor: UserActor;

beforeAll(async () => {
  ({ slug, useCaseId } = await suppliedUseCase({
    mode: "partial_automation",
    thresholds: { yes: 0.9 },
    qcShare: 0,
    blindShare: 0,
  }));
  const other = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  await submitAll(other.useCaseId, [letter("there", 0.95)]);
  const bodies = Array.from({ length: 40 }, (_, n) => letter(`search-${n}`, n % 4 === 3 ? undefined : (n % 20) / 20));
  await submitAll(useCaseId, bodies.slice(0, 20));
  await changePolicy(system, { useCaseId, changes: { thresholds: { yes: 0.5 } }, reason: "test" });
  await submitAll(useCaseId, bodies.slice(20));
  await sealAll();
  auditor = await makeReviewer(useCaseId, "auditor");
});

describe("a search of the audit log", () => {
  it("finds what reading every event finds, for any combination, page by page", async () => {
    const choices = await listAuditChoices(auditor, slug);
    const model = choices.models[0]?.id;
    const [newer, older] = choices.policies.map(({ id }) => id);
    const filters: AuditFilter[] = [
      {},
      { type: "decision.made" },
      { outcome: "yes" },
      { outcome: "no" },
      { outcome: "never given" },
      { model },
      { policy: older },
      { policy: newer, outcome: "yes" },
      { policy: older, model, type: "item.submitted" },
      { code: "threshold" },
      { code: "below" },
      { code: "Below Threshold" },
      { code: "below_threshold", outcome: "no", policy: newer },
      { code: "threshold reached", outcome: "no" },
      { code: "nothing has this" },
      { item: "search-7" },
      { item: "search-7", type: "item.submitted" },
      { item: "there" },
      { actor: "system" },
      { actor: "system", outcome: "yes", type: "decision.made" },
    ];
    let found = 0;
    for (const filter of filters) {
      const what = JSON.stringify(filter);
      const expected = await readThrough(slug, filter);
      found += expected.length;
      expect(await walk(auditor, { ...filter, useCase: slug }, 7), what).toEqual(expected);
      expect(await walk(auditor, filter, 50), what).toEqual(expected);
    }
    expect(found).toBeGreaterThan(300);
  });

  it("goes back the way it came", async () => {
    const filter = { outcome: "yes" };
    const first = await listAuditEvents(auditor, filter, {}, 5);
    const second = await listAuditEvents(auditor, filter, { after: first.next ?? "" }, 5);
    const back = await listAuditEvents(auditor, filter, { before: second.previous ?? "" }, 5);
    expect(back.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id));
    expect(first.previous).toBeNull();
  });

  it("says which codes hold the words, and finds people whom an event is about", async () => {
    const { codes } = await listAuditEvents(auditor, { code: "threshold" }, {});
    expect(codes).toEqual(expect.arrayContaining(["below_threshold", "no_threshold"]));
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const { id } = await makePerson();
    await sealAll();
    const { events } = await listAuditEvents(admin, { actor: id }, {});
    expect(events.map(({ type }) => type)).toEqual(["user.created"]);
  });

  it("stops when it takes too long, says how far it looked, and goes on from there", async () => {
    const busy = await suppliedUseCase({ mode: "partial_automation", thresholds: { yes: 0.5 }, qcShare: 0 });
    // Those that say yes are decided; those that say no wait for a person, and only they lack a threshold.
    const bodies = Array.from({ length: 640 }, (_, n) => letter(`busy-${n}`, n % 2 === 0 ? 0.95 : 0.05));
    await submitAll(busy.useCaseId, bodies);
    await sealAll();
    const reader = await makeReviewer(busy.useCaseId, "auditor");
    const filter = { outcome: "yes", code: "no threshold" };
    expect(await walk(reader, filter, 10)).toEqual([]);
    let hours = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => ++hours * 3_600_000);
    try {
      let list = await listAuditEvents(reader, filter, {}, 10);
      expect(list.searchedTo).not.toBeNull();
      let pages = 1;
      for (; list.next !== null; pages++) {
        expect(list.events).toEqual([]);
        list = await listAuditEvents(reader, filter, { after: list.next }, 10);
      }
      expect(list).toMatchObject({ events: [], searchedTo: null });
      expect(pages).toBeGreaterThan(1);
    } finally {
      clock.mockRestore();
    }
  });

  it("leaves out of an address what makes no sense", () => {
    const odd = { model: "1; DROP TABLE item", policy: "x", outcome: "a\u0000", code: " ", actor: "me", item: "ok" };
    expect(auditFilterSchema.parse(odd)).toEqual({ item: "ok" });
  });
});
