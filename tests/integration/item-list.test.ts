import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import type { ItemFilter, ItemPage } from "@/lib/items/item-filter-schema";
import { listItems } from "@/lib/items/item-list-query";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { findUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";

const outcomes = ["common", "other", "rare"] as const;
const start = Date.UTC(2024, 2, 1);

async function recordOf(useCaseId: string): Promise<UseCaseRecord> {
  const record = await findUseCase(useCaseId);
  if (record === null) throw new Error("The use case is gone.");
  return record;
}

/** Items one hour apart, of every combination that the list can be narrowed to, some of them rare. */
async function seed(useCaseId: string, count: number, prefix = "item-") {
  const { id: policyId } = await database.policy.findFirstOrThrow({ where: { inForceOf: { id: useCaseId } } });
  await database.$executeRaw`
    INSERT INTO item (id, use_case_id, external_id, input, unlisted, body_sha256, input_salt, tags, created_at, route, mode,
                      policy_id, status, outcome, decided_by, decided_at)
    SELECT (lpad(to_hex(ms), 12, '0') || '7000' || '8' || substr(md5(${useCaseId} || n), 1, 15))::uuid, ${useCaseId}::uuid,
           ${prefix} || n % 7 || '-' || n, '{}', '{}', '', '', '{}', to_timestamp(ms / 1000.0),
           jsonb_build_object('reasons', '[]'::jsonb, 'fallback', n % 5 = 0) || CASE WHEN n % 6 = 0 THEN jsonb_build_object(
             'findings', jsonb_build_array(jsonb_build_object('guardrail', CASE WHEN n % 66 = 0 THEN 'rare' ELSE 'usual' END)))
             ELSE '{}' END, mode, ${policyId}::uuid,
           CASE WHEN by IS NULL THEN 'in_review' ELSE 'decided' END::item_status,
           CASE WHEN by IS NULL THEN NULL WHEN n % 41 = 0 THEN 'rare' WHEN n % 3 = 0 THEN 'other' ELSE 'common' END,
           by, CASE WHEN by IS NOT NULL THEN to_timestamp(ms / 1000.0) END
    FROM (
      SELECT n, ${start}::bigint + n::bigint * 3600000 AS ms, (enum_range(NULL::mode))[1 + n % 5] AS mode,
             CASE WHEN n % 4 = 0 THEN NULL WHEN n % 29 = 0 THEN 'fallback' WHEN n % 2 = 0 THEN 'model'
                  ELSE 'human' END::decided_by AS by
      FROM generate_series(1, ${count}::int) AS n
    ) AS numbered`;
}

/** Every id that matches, by looking at all of them: what the list must give, however it finds it. */
async function bruteForce(useCaseId: string, filter: ItemFilter): Promise<string[]> {
  const items = await database.item.findMany({ where: { useCaseId } });
  return items
    .filter((item) => {
      const route = item.route as { fallback: boolean; findings?: { guardrail: string }[] };
      const day = item.createdAt.toISOString().slice(0, 10);
      return (
        (filter.status === undefined || item.status === filter.status) &&
        (filter.outcome === undefined || item.outcome === filter.outcome) &&
        (filter.decidedBy === undefined || item.decidedBy === filter.decidedBy) &&
        (filter.mode === undefined || item.mode === filter.mode) &&
        (filter.fallback === undefined || route.fallback) &&
        (filter.guardrail === undefined || route.findings?.some((found) => found.guardrail === filter.guardrail)) &&
        (filter.from === undefined || day >= filter.from) &&
        (filter.to === undefined || day <= filter.to) &&
        (filter.externalId === undefined || item.externalId.startsWith(filter.externalId))
      );
    })
    .map((item) => item.id)
    .sort()
    .reverse();
}

interface Walk {
  ids: string[];
  pages: string[][];
}

/** Goes through the list by its own links, forwards or, from its end, backwards. */
async function walk(actor: UserActor, useCase: UseCaseRecord, filter: ItemFilter, first: ItemPage, limit: number) {
  const pages: string[][] = [];
  let page: ItemPage | null = first;
  while (page !== null && pages.length < 1000) {
    const list = await listItems(actor, useCase, filter, page, limit);
    pages.push(list.items.map((item) => item.id));
    page = list.next === null ? null : { order: first.order, after: list.next };
  }
  return { ids: pages.flat(), pages } satisfies Walk;
}

async function walkBack(actor: UserActor, useCase: UseCaseRecord, filter: ItemFilter, from: string, limit: number) {
  const pages: string[][] = [];
  let before: string | null = from;
  while (before !== null && pages.length < 1000) {
    const list = await listItems(actor, useCase, filter, { order: "newest", before }, limit);
    pages.unshift(list.items.map((item) => item.id));
    before = list.previous;
  }
  return pages.flat();
}

const filters: ItemFilter[] = [
  {},
  { status: "in_review" },
  { status: "decided" },
  { outcome: "rare" },
  { outcome: "never heard of" },
  { decidedBy: "fallback" },
  { decidedBy: "model", outcome: "common" },
  { decidedBy: "human", status: "in_review" },
  { mode: "shadow" },
  { mode: "full_automation", status: "in_review" },
  { fallback: "yes" },
  { fallback: "yes", outcome: "other", decidedBy: "human" },
  { from: "2024-03-04", to: "2024-03-06" },
  { from: "2024-03-10", mode: "ai_assist" },
  { to: "2024-03-05", status: "in_review", fallback: "yes" },
  { externalId: "item-3" },
  { externalId: "item-3-1", outcome: "common" },
  { externalId: "item-", from: "2024-03-08", status: "decided" },
  { externalId: "item-%" },
  { externalId: "ITEM" },
];

describe("the Items list", () => {
  it("gives every match once, in order, forwards and backwards, under any filter", async () => {
    const { id } = await makeUseCase({ outcomes: outcomes.map((key) => ({ key })) });
    await seed(id, 400);
    const useCase = await recordOf(id);
    const manager = await makeReviewer(id, "manager");
    for (const filter of filters) {
      const expected = await bruteForce(id, filter);
      const what = JSON.stringify(filter);
      const forwards = await walk(manager, useCase, filter, { order: "newest" }, 17);
      expect(forwards.ids, what).toEqual(expected);
      expect(Math.max(...forwards.pages.map((page) => page.length)), what).toBeLessThanOrEqual(17);
      const oldestFirst = await walk(manager, useCase, filter, { order: "oldest" }, 17);
      expect(oldestFirst.ids, what).toEqual([...expected].reverse());
      const last = expected.at(-1);
      if (last !== undefined) {
        const back = await walkBack(manager, useCase, filter, last, 17);
        // The way back ends on the whole first page, which may overlap with the page after it.
        expect([...new Set([...back, last])], what).toEqual(expected);
      }
      const { count } = await listItems(manager, useCase, filter, { order: "newest" }, 17);
      expect(count, what).toEqual({ atLeast: expected.length, exact: true });
    }
  });

  it("finds every match of a broad beginning of external ids, page by page, and says how far it looked", async () => {
    const { id } = await makeUseCase({ outcomes: outcomes.map((key) => ({ key })) });
    await seed(id, 6_000, "old-");
    await seed(await otherUseCase(), 50);
    const newer = await queueItems(id, { count: 3_500 });
    const useCase = await recordOf(id);
    const manager = await makeReviewer(id, "manager");
    const first = await listItems(manager, useCase, { externalId: "old-" }, { order: "newest" });
    expect(newer.length).toBe(3_500);
    expect(first.items).toEqual([]);
    expect(first.searchedTo).not.toBeNull();
    expect(first.count).toBeNull();
    for (const filter of [{ externalId: "old-" }, { externalId: "old-", outcome: "rare" }] satisfies ItemFilter[]) {
      const { ids } = await walk(manager, useCase, filter, { order: "newest" }, 500);
      expect(ids).toEqual(await bruteForce(id, filter));
    }
  });

  it("gives the items at which a guardrail spoke, with any other filter, and says how far it looked", async () => {
    const { id } = await makeUseCase({ outcomes: outcomes.map((key) => ({ key })) });
    await seed(id, 400);
    await seed(await otherUseCase(), 60);
    const useCase = await recordOf(id);
    const manager = await makeReviewer(id, "manager");
    const guarded: ItemFilter[] = [
      { guardrail: "usual" },
      { guardrail: "rare" },
      { guardrail: "never-was" },
      { guardrail: "usual", status: "in_review" },
      { guardrail: "usual", outcome: "common", decidedBy: "model" },
      { guardrail: "usual", fallback: "yes", from: "2024-03-04", to: "2024-03-09" },
      { guardrail: "usual", externalId: "item-3" },
    ];
    for (const filter of guarded) {
      const expected = await bruteForce(id, filter);
      const what = JSON.stringify(filter);
      expect((await walk(manager, useCase, filter, { order: "newest" }, 7)).ids, what).toEqual(expected);
      const oldestFirst = await walk(manager, useCase, filter, { order: "oldest" }, 7);
      expect(oldestFirst.ids, what).toEqual([...expected].reverse());
      const list = await listItems(manager, useCase, filter, { order: "newest" });
      expect(list.searchedTo, what).toBeNull();
    }
  });

  it("looks through so many guarded items at once and no more, and comes to all of them", async () => {
    const { id } = await makeUseCase({ outcomes: outcomes.map((key) => ({ key })) });
    await seed(id, 40_000);
    const useCase = await recordOf(id);
    const manager = await makeReviewer(id, "manager");
    for (const filter of [{ guardrail: "rare" }, { guardrail: "rare", externalId: "item-" }] satisfies ItemFilter[]) {
      const { ids, pages } = await walk(manager, useCase, filter, { order: "newest" }, 500);
      expect(ids).toEqual(await bruteForce(id, filter));
      expect(pages.length).toBeGreaterThan(2);
    }
    const first = await listItems(manager, useCase, { guardrail: "never-was" }, { order: "newest" });
    expect(first.items).toEqual([]);
    expect(first.searchedTo).not.toBeNull();
  });

  it("lists a regression's items, which have no outcome", async () => {
    const { id } = await makeUseCase({
      kind: "regression",
      outcomes: undefined,
      target: { unit: "rings", tolerance: 1 },
    } as never);
    await seed(id, 60);
    await database.item.updateMany({ where: { useCaseId: id }, data: { outcome: null } });
    await database.item.updateMany({ where: { useCaseId: id, status: "decided" }, data: { value: 9.5 } });
    const useCase = await recordOf(id);
    const manager = await makeReviewer(id, "manager");
    const { ids } = await walk(manager, useCase, { status: "decided" }, { order: "newest" }, 7);
    expect(ids).toEqual(await bruteForce(id, { status: "decided" }));
    expect((await listItems(manager, useCase, { outcome: "common" }, { order: "newest" })).items).toEqual([]);
    const [row] = (await listItems(manager, useCase, { status: "decided" }, { order: "newest" })).items;
    expect(row).toMatchObject({ sealed: false, decision: { answer: { value: 9.5 } } });
  });

  it("is for those who may read items in this use case, and nobody else", async () => {
    const { id } = await makeUseCase();
    const useCase = await recordOf(id);
    for (const role of ["adjudicator", "manager", "auditor"] as const) {
      const list = await listItems(await makeReviewer(id, role), useCase, {}, { order: "newest" });
      expect(list.items, role).toEqual([]);
    }
    const elsewhere = await makeReviewer(await otherUseCase(), "manager", "auditor");
    for (const stranger of [await makeReviewer(id, "reviewer"), elsewhere]) {
      const attempt = listItems(stranger, useCase, {}, { order: "newest" });
      await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("seals what waits for a review from those who could be given it, and leaves it out under a filter", async () => {
    const { id } = await makeUseCase();
    const prediction = { outcome: "yes", confidence: 0.97 };
    const [checked] = await queueItems(id, { purpose: "quality_control", prediction });
    const [waiting] = await queueItems(id, { prediction });
    const useCase = await recordOf(id);
    const adjudicator = await makeReviewer(id, "adjudicator");
    const all = await listItems(adjudicator, useCase, {}, { order: "newest" });
    const rows = all.items.filter((item) => [checked?.itemId, waiting?.itemId].includes(item.id));
    expect(rows).toHaveLength(2);
    const shapes = rows.map((row) => Object.keys(row).sort().join());
    expect(shapes[0]).toBe(shapes[1]);
    expect(JSON.stringify(rows)).not.toMatch(/yes|0\.97|quality|partial|model/);
    for (const filter of [{ outcome: "yes" }, { status: "decided" }, { decidedBy: "model" }] satisfies ItemFilter[]) {
      const list = await listItems(adjudicator, useCase, filter, { order: "newest" });
      expect(list.items).toEqual([]);
      expect(list.count).toBeNull();
    }
    // A manager who does not review sees them.
    const manager = await makeReviewer(id, "manager");
    expect((await listItems(manager, useCase, { outcome: "yes" }, { order: "newest" })).items).toHaveLength(1);
    // Once the verdict is final, the adjudicator does too.
    await database.review.updateMany({ where: { itemId: checked?.itemId ?? newId() }, data: { status: "settled" } });
    expect((await listItems(adjudicator, useCase, { outcome: "yes" }, { order: "newest" })).items).toHaveLength(1);
  });
});

async function otherUseCase(): Promise<string> {
  return (await makeUseCase()).id;
}
