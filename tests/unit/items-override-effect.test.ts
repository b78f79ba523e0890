import { describe, expect, it } from "vitest";
import { overrideEffect } from "@/lib/items/override-effect-view";

const choices = { champion: { outcome: "yes" }, tolerance: 0, undoSeconds: 10, webhooks: 2 };
const after = { text: "“No”", answer: { outcome: "no" } };
const before = { text: "“Yes”", by: "model" as const, who: null };

describe("what an override does, before it is made", () => {
  it("says what callers knew and will be told, by whom, and what the model's statistics make of it", () => {
    expect(overrideEffect({ before, after, championText: "“Yes”", waiting: false, choices })).toEqual([
      "Callers were told “Yes”, decided by the model. In 10 seconds, unless it is taken back, they will be told that it is now “No”.",
      "2 webhooks tell them; others find out when they ask.",
      "The model said “Yes”: its statistics count this against it, and a disagreement is opened.",
      "What was decided before stays on record.",
    ]);
  });

  it("says who decided before, and that the model agrees", () => {
    const lines = overrideEffect({
      before: { ...before, by: "human", who: "Ada" },
      after: { text: "“Yes”", answer: { outcome: "yes" } },
      championText: "“Yes”",
      waiting: true,
      choices: { ...choices, webhooks: 0 },
    });
    expect(lines[0]).toContain("decided by Ada");
    expect(lines[1]).toContain("No webhook");
    expect(lines).toContain("Reviews that are still open on it are cancelled then.");
    expect(
      lines.some((line) => line.includes("counts this as agreement") || line.includes("count this as agreement")),
    ).toBe(true);
  });

  it("holds numbers within the tolerance to agree, and says that nothing was decided yet", () => {
    const number = (value: number) => ({ text: `${value} kg`, answer: { value } });
    const of = (value: number) =>
      overrideEffect({
        before: null,
        after: number(value),
        championText: "10 kg",
        waiting: true,
        choices: { ...choices, champion: { value: 10 }, tolerance: 2, webhooks: 1 },
      });
    expect(of(12)[0]).toContain("know no decision yet");
    expect(of(12).join(" ")).toContain("as agreement");
    expect(of(13).join(" ")).toContain("against it");
  });
});
