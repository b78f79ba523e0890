import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import type { AgreementFilter, ComparedFilter } from "@/lib/reports/agreement-filter-schema";
import { findAgreementReport, findReviewerFigures } from "@/lib/reports/agreement-page-query";
import { findComparedItems } from "@/lib/reports/compared-items-query";
import { countAgreement } from "@/lib/reports/count-agreement";
import { findUseCaseBySlug, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter, system } from "@/tests/support/supplied-use-case";

const counted = async () => {
  while (await countAgreement());
};

async function recordOf(slug: string): Promise<UseCaseRecord> {
  const useCase = await findUseCaseBySlug(slug);
  if (useCase === null) throw new Error("The use case is gone.");
  return useCase;
}

describe("agreement in a shadowed use case", () => {
  let useCase: UseCaseRecord;
  let world: Awaited<ReturnType<typeof makeOverlapWorld>>;
  const report = (filter: AgreementFilter = {}) => findAgreementReport(system.actor, useCase, filter);
  const behind = async (filter: ComparedFilter) =>
    findComparedItems(await makeReviewer(useCase.id, "manager"), useCase, filter);

  beforeAll(async () => {
    world = await makeOverlapWorld({ mode: "shadow", reviewsPerItem: 2 });
    useCase = await recordOf(world.slug);
    const [ada, ben] = await world.people(2);
    if (ada === undefined || ben === undefined) throw new Error("Nobody came.");
    // The model says yes to all: twice sure, twice less so.
    await world.send([letter("a", 0.95), letter("b", 0.95), letter("c", 0.65), letter("d", 0.65)]);
    const verdicts: Record<string, [string, string]> = {
      a: ["yes", "yes"],
      b: ["yes", "no"],
      c: ["no", "no"],
      d: ["yes", "yes"],
    };
    for (const [place, person] of [ada, ben].entries()) {
      for (let left = 4; left > 0; left--) {
        const item = await world.claim(person);
        if (item === null) throw new Error("Nothing waits.");
        await world.answer(person, item.reviewId, { outcome: verdicts[item.externalId]?.[place] ?? "yes" });
      }
    }
    await world.settle();
    await counted();
  });

  it("holds each item's first verdict against the model, blind", async () => {
    const { model } = await report();
    const blind = model.find(({ verdicts }) => verdicts === "blind");
    expect(blind).toMatchObject({ n: 4 });
    const cells = blind?.cells.toSorted((one, other) => (one.answered < other.answered ? -1 : 1)) ?? [];
    expect(cells.every(({ predicted }) => predicted === "yes")).toBe(true);
    expect(cells.reduce((sum, { n }) => sum + n, 0)).toBe(4);
    expect(cells.find(({ answered }) => answered === "no")?.n).toBeGreaterThanOrEqual(1);
    expect(model.filter(({ verdicts }) => verdicts !== "blind").every(({ n }) => n === 0)).toBe(true);
  });

  it("lists the items behind every cell, as many as it says", async () => {
    const blind = (await report()).model.find(({ verdicts }) => verdicts === "blind");
    for (const { predicted, answered, n } of blind?.cells ?? []) {
      const { items } = await behind({ verdicts: "blind", predicted, answered });
      expect(items).toHaveLength(n);
      expect(items.every((item) => item.predicted === predicted && item.answered === answered)).toBe(true);
    }
    expect((await behind({ verdicts: "seen", predicted: "yes", answered: "yes" })).items).toEqual([]);
  });

  it("compares people with each other", async () => {
    const { people } = await report();
    expect(people).toMatchObject({ items: 4, verdicts: 8, n: 4, agreed: 3 });
    // Values: 5 yes, 3 no; one item of four differs: 1 - (7 * 2) / (2 * 5 * 3).
    expect(people.alpha?.value).toBeCloseTo(1 - 14 / 30, 12);
  });

  it("has a band for each confidence, without overrides where nobody saw anything", async () => {
    const { bands } = await report();
    expect(bands.map(({ from }) => from)).toEqual([0.6, 0.9]);
    expect(bands.every(({ overridden }) => overridden.n === 0)).toBe(true);
    expect(bands.map(({ differed }) => differed.n)).toEqual([2, 2]);
  });

  it("can be narrowed to days and to a model version", async () => {
    const n = async (filter: AgreementFilter) => (await report(filter)).model.reduce((sum, row) => sum + row.n, 0);
    const today = new Date().toISOString().slice(0, 10);
    expect(await n({ to: "2001-01-01" })).toBe(0);
    expect(await n({ from: "2001-01-01", to: today < "2999" ? "2999-01-01" : today })).toBe(4);
    expect(await n({ version: 1 })).toBe(4);
    expect(await n({ version: 2 })).toBe(0);
  });

  it("moves with what becomes of an item, and counts nothing twice", async () => {
    const before = await database.agreementCell.findMany({ where: { useCaseId: useCase.id, kind: "truth" } });
    // Three items have a consensus; the fourth is disputed and has no truth yet.
    expect(before.reduce((sum, { n }) => sum + n, 0)).toBe(6);
    const adjudicator = await world.adjudicator();
    await world.say(adjudicator, "no");
    await world.settle();
    await counted();
    const after = await database.agreementCell.findMany({ where: { useCaseId: useCase.id, kind: "truth" } });
    expect(after.reduce((sum, { n }) => sum + n, 0)).toBe(8);
    const wrong = after.filter(({ one }) => one === "wrong").reduce((sum, { n }) => sum + n, 0);
    expect(wrong).toBe(1);
    await counted();
    expect((await report()).model.reduce((sum, row) => sum + row.n, 0)).toBe(4);
  });

  it("is nobody's business without the right to see items, and figures about people only a manager's", async () => {
    const reviewer = await makeReviewer(useCase.id);
    const auditor = await makeReviewer(useCase.id, "auditor");
    const manager = await makeReviewer(useCase.id, "manager");
    await expect(findAgreementReport(reviewer, useCase, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(findComparedItems(reviewer, useCase, {})).rejects.toMatchObject({ code: "forbidden" });
    expect(await findReviewerFigures(auditor, useCase, {})).toBeNull();
    expect((await findReviewerFigures(manager, useCase, {}))?.reviewers).toHaveLength(2);
    expect(await findReviewerFigures(reviewer, useCase, {})).toEqual({ own: true, reviewers: [] });
    const { reviewerId } = await database.review.findFirstOrThrow({
      where: { useCaseId: useCase.id, purpose: "decide", status: "settled" },
    });
    const own = await findReviewerFigures({ ...reviewer, id: reviewerId ?? "" }, useCase, {});
    expect(own).toMatchObject({ own: true, reviewers: [{ id: reviewerId, verdicts: 4, truth: null, seconds: null }] });
  });

  it("hides items from an adjudicator that may still come to them", async () => {
    const adjudicator = await makeReviewer(useCase.id, "adjudicator");
    const cell = { predicted: "yes", answered: "yes" } as const;
    const all = (await findComparedItems(adjudicator, useCase, cell)).items;
    expect(all.length).toBeGreaterThan(0);
    const [first] = all;
    if (first === undefined) throw new Error("No item.");
    await database.review.updateMany({ where: { itemId: first.id, purpose: "decide" }, data: { status: "open" } });
    const left = (await findComparedItems(adjudicator, useCase, cell)).items;
    expect(left.map(({ id }) => id)).not.toContain(first.id);
  });
});

describe("agreement in a regression", () => {
  it("counts answers within the tolerance, with distances and alpha", async () => {
    const world = await makeOverlapWorld({ mode: "shadow", reviewsPerItem: 2 }, {
      kind: "regression",
      target: { unit: "rings", tolerance: 1 },
      outcomes: undefined,
    } as never);
    const useCase = await recordOf(world.slug);
    await world.send(
      [10, 12, 14].map((value, index) => ({ externalId: `n${index}`, input: { text: "x" }, prediction: { value } })),
    );
    const [ada, ben] = await world.people(2);
    if (ada === undefined || ben === undefined) throw new Error("Nobody came.");
    const said: Record<string, number> = { n0: 10, n1: 12.5, n2: 18 };
    for (const person of [ada, ben]) {
      for (let left = 3; left > 0; left--) {
        const item = await world.claim(person);
        if (item === null) throw new Error("Nothing waits.");
        await world.answer(person, item.reviewId, { value: said[item.externalId] ?? 0 });
      }
    }
    await world.settle();
    await counted();
    const { model, people, pairs, bands } = await findAgreementReport(system.actor, useCase, {});
    const blind = model.find(({ verdicts }) => verdicts === "blind");
    expect(blind).toMatchObject({ n: 3, agreed: 2, kappa: null, distance: { n: 3, mean: 1.5, median: 0.5 } });
    expect(blind?.alpha?.value).toBeGreaterThan(0);
    expect(people).toMatchObject({ items: 3, verdicts: 6, n: 3, agreed: 3 });
    expect(people.alpha?.value).toBeCloseTo(1, 12);
    expect(pairs).toHaveLength(3);
    expect(bands.map(({ differed }) => [differed.agreed, differed.n])).toEqual([[1, 3]]);
  });
});
