import { describe, expect, test } from "vitest";
import { promptOf } from "@/components/review/desk-prompt";
import { differsFromSuggestion } from "@/components/review/differs-from-suggestion";
import { partsOf } from "@/components/review/text-parts";
import { unusualText } from "@/components/review/usual-text";
import type { Desk } from "@/lib/review/desk-view";
import type { DeskItem } from "@/lib/review/review-view";

const desk: Desk = {
  useCaseId: "use case",
  slug: "use-case",
  name: "Use case",
  definitionVersion: 1,
  guideline: "",
  fields: [],
  outcomes: [],
  target: null,
  reasonCodes: [{ key: "seen_before", label: "Seen before" }],
  reasonRequired: true,
  recent: {},
};

describe("links in an item's text", () => {
  const links = (text: string) => partsOf(text).flatMap(({ href }) => (href === null ? [] : [href]));

  test("are web addresses and nothing else", () => {
    expect(links("See https://example.org/a?b=c. And http://example.net!")).toEqual([
      "https://example.org/a?b=c",
      "http://example.net/",
    ]);
    const others = "javascript:alert(1) data:text/html,x file:///etc/passwd ftp://x.org //x.org javascript://https:x";
    expect(links(others)).toEqual([]);
    expect(links("https://bank.example@evil.example/ https://[broken")).toEqual([]);
  });

  test("change nothing of the text", () => {
    const text = "a https://example.org/?q=<b>&c 'https://x.org' end";
    expect(
      partsOf(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});

describe("what differs from the usual", () => {
  const quantiles = Array.from({ length: 101 }, (_, percent) => percent * 10);
  const numbers = { kind: "number", count: 1000, quantiles } as const;
  const words = { kind: "category", count: 1000, shares: { usual: 0.995, seldom: 0.004, once: 0.0005 } } as const;

  test("is said in words, and the rest says nothing", () => {
    expect(unusualText(500, numbers)).toBeNull();
    expect(unusualText(995, numbers)).toBe("higher than 99% of recent items");
    expect(unusualText(5, numbers)).toBe("lower than 99% of recent items");
    expect(unusualText(2000, numbers)).toBe("higher than in all recent items");
    expect(unusualText("usual", words)).toBeNull();
    expect(unusualText("seldom", words)).toBe("rare: 0.4% of recent items");
    expect(unusualText("once", words)).toBe("rare: under 0.1% of recent items");
    expect(unusualText("toString", words)).toBe("in none of 1,000 recent items");
  });
});

describe("an answer overrides a suggestion", () => {
  const suggestion = { answer: { value: 10 }, confidence: null, spread: null, model: { name: "Model", version: 1 } };
  const item = { suggestion } as DeskItem;

  test("only one that was seen, and numbers only beyond the tolerance", () => {
    const measured = { ...desk, target: { unit: "", tolerance: 1 } };
    expect(differsFromSuggestion(measured, item, { value: 11 })).toBe(false);
    expect(differsFromSuggestion(measured, item, { value: 11.5 })).toBe(true);
    expect(differsFromSuggestion(measured, {} as DeskItem, { value: 50 })).toBe(false);
    expect(differsFromSuggestion(measured, item, null)).toBe(false);
  });
});

describe("the desk's questions", () => {
  const now = new Date(2026, 2, 6, 15, 20).getTime(); // a Friday
  const ask = (kind: Parameters<typeof promptOf>[0], note = "", from = desk) => promptOf(kind, from, note, now);

  test("a reason can be left out only where the use case lets one", () => {
    expect(ask("reason")).toMatchObject({ enter: null, options: [{ act: { explain: "seen_before" } }] });
    expect(ask("reason", "", { ...desk, reasonRequired: false }).enter?.act).toEqual({ explain: null });
  });

  test("what needs words asks for them before the item leaves", () => {
    for (const kind of ["escalate", "unusable"] as const) {
      expect(ask(kind, " ").enter?.act).toEqual({ focus: "note" });
      expect(ask(kind, "why").enter?.act).toEqual({ leave: { kind } });
    }
    expect(ask("skip").enter?.act).toEqual({ leave: { kind: "skip", reason: null } });
    expect(ask("skip").options.at(-1)?.act).toEqual({ focus: "note" });
    expect(ask("skip", "busy").enter?.act).toEqual({ leave: { kind: "skip", reason: "other" } });
  });

  test("things are put off to an hour from now, tomorrow morning and Monday morning", () => {
    const moments = ask("defer").options.flatMap(({ act }) =>
      "leave" in act && act.leave.kind === "defer" ? [new Date(act.leave.until).getTime()] : [],
    );
    expect(moments).toEqual([
      now + 3_600_000,
      new Date(2026, 2, 7, 9, 0).getTime(),
      new Date(2026, 2, 9, 9, 0).getTime(),
    ]);
  });
});
