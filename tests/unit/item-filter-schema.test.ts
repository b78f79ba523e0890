import { describe, expect, it } from "vitest";
import { auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import { itemFilterSchema, itemPageSchema } from "@/lib/items/item-filter-schema";

describe("filters in an address", () => {
  it("are taken as they are meant", () => {
    const search = {
      status: "decided",
      outcome: "<=50K",
      from: "2026-03-01",
      externalId: " strike-0 ",
      fallback: "yes",
    };
    expect(itemFilterSchema.parse(search)).toEqual({ ...search, externalId: "strike-0" });
    expect(itemPageSchema.parse({})).toEqual({ order: "newest" });
    expect(auditFilterSchema.parse({ actor: "system", type: "decision.made" })).toEqual({
      actor: "system",
      type: "decision.made",
    });
  });

  it("are left out where an address says them wrongly, and never break the page", () => {
    const wrong = {
      status: "lost",
      outcome: "",
      decidedBy: ["model", "human"],
      mode: "__proto__",
      fallback: "1",
      from: "2026-02-30",
      to: "yesterday",
      externalId: "half \ud800 of a character",
      q: "unknown",
    };
    expect(Object.values(itemFilterSchema.parse(wrong)).filter((value) => value !== undefined)).toEqual([]);
    expect(itemPageSchema.parse({ order: "random", after: "1; DROP TABLE item", before: ["x"] }).order).toBe("newest");
    expect(itemPageSchema.parse({ after: "1; DROP TABLE item" }).after).toBeUndefined();
    const audit = auditFilterSchema.parse({ actor: "nobody", type: "item.eaten", item: "\u0000" });
    expect(Object.values(audit).filter((value) => value !== undefined)).toEqual([]);
  });
});
