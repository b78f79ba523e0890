import { describe, expect, it } from "vitest";
import { filterCounts } from "@/lib/disagreements/disagreement-counts-view";
import { disagreementFilterSchema } from "@/lib/disagreements/disagreement-filter-schema";
import { type DisagreementRow, disagreementListView } from "@/lib/disagreements/disagreement-list-view";
import { cappedText, filterOptions } from "@/lib/disagreements/filter-options-view";

const one = { id: "one", slug: "first", name: "First" };
const two = { id: "two", slug: "second", name: "Second" };
const counts = [
  { facet: "kind" as const, value: "model_human", n: 12 },
  { facet: "useCase" as const, value: "one", n: 12 },
  { facet: "useCase" as const, value: "two", n: 3 },
  { facet: "model" as const, value: "m", n: 12 },
];

describe("counts beside the filters", () => {
  it("stop at a thousand, and say where there may be more", () => {
    expect(cappedText(12, false)).toBe("12");
    expect(cappedText(12, true)).toBe("12+");
    expect(cappedText(1_000, false)).toBe("1,000");
    expect(cappedText(1_001, false)).toBe("1,000+");
  });

  it("are lower bounds where what was counted goes on, and only there", () => {
    const cut = [{ useCaseId: "one", status: "open" }];
    const anywhere = filterCounts(counts, cut, null, "open");
    expect(anywhere.kind).toEqual({ values: [{ value: "model_human", n: 12, atLeast: true }], atLeast: true });
    expect(anywhere.useCase.values.map(({ atLeast }) => atLeast)).toEqual([true, false]);
    expect(filterCounts(counts, cut, "two", "open").kind.atLeast).toBe(false);
    expect(filterCounts(counts, cut, null, "settled").kind.atLeast).toBe(false);
    expect(filterCounts(counts, cut, null, "any").kind.atLeast).toBe(true);
    expect(filterCounts(counts, [], null, "open").kind.atLeast).toBe(false);
  });

  it("stand behind every choice, also behind the one that leaves nothing", () => {
    const models = [{ id: "m", name: "Trees", version: 4, useCaseId: "one" }];
    const gone = "0197a000-0000-7000-8000-000000000001";
    const filter = disagreementFilterSchema.parse({ policy: gone, slice: "sex=Female" });
    const policies = [{ id: gone, version: 9, useCaseId: "two" }];
    const options = filterOptions(
      filterCounts(counts, [], null, "open"),
      { useCases: [one, two], models, policies, fields: { sex: "Sex" } },
      filter,
    );
    expect(options.useCase).toContainEqual({ value: "second", label: "Second (3)" });
    expect(options.kind).toContainEqual({ value: "human_human", label: "Two people (0)" });
    expect(options.model).toEqual([{ value: "m", label: "Trees, version 4 of First (12)" }]);
    expect(options.policy).toEqual([{ value: gone, label: "Policy 9 of Second (0)" }]);
    expect(options.slice).toEqual([{ value: "sex=Female", label: "Sex: Female (0)" }]);
  });
});

const row: DisagreementRow = {
  id: "d",
  itemId: "i",
  externalId: "a",
  useCaseId: "one",
  kind: "model_human",
  status: "open",
  openedAt: new Date(0),
  settledAt: null,
  modelVersion: 1,
  policyVersion: 2,
  confidence: 0.9,
  cost: 20,
  slices: [],
  one: { outcome: "yes", value: null },
  other: { outcome: null, value: null },
  audit: false,
  holder: null,
  own: false,
  sealed: false,
  rootCause: null,
  outcome: null,
};

describe("a row of the queue", () => {
  it("tells what was said, also that an input is unusable, and nothing of it while it is sealed", () => {
    expect(disagreementListView(row).told).toEqual({
      audit: false,
      confidence: 0.9,
      cost: 20,
      answers: [{ outcome: "yes" }, null],
    });
    const sealed = { ...row, sealed: true };
    expect(disagreementListView(sealed).told).toBeNull();
    expect(disagreementListView({ ...sealed, audit: true, other: null })).toEqual(disagreementListView(sealed));
    expect(disagreementListView({ ...sealed, status: "settled" }).told).not.toBeNull();
  });
});

describe("what an address says wrongly", () => {
  it("is left out, and without a state the queue is of what is open", () => {
    const filter = disagreementFilterSchema.parse({
      kind: "x",
      cost: "dear",
      model: "1",
      status: "?",
      slice: "none",
      age: "1",
    });
    expect(filter).toEqual({ status: "open" });
  });
});
