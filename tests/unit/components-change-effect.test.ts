import { describe, expect, it } from "vitest";
import { adminNeeded, changeEffect } from "@/components/policies/change-effect";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";

const assist = policySettingsSchema.parse({ mode: "ai_assist", champion: 1 });
const partial: PolicySettings = { ...assist, mode: "partial_automation", thresholds: { yes: 0.9 } };

const facts = { version: 7, secondPerson: true, pending: false };

describe("a change's effect", () => {
  it("is a proposal where it raises and a second person is asked for", () => {
    const effect = changeEffect(assist, partial, facts);
    expect(effect).toMatchObject({ proposes: true, blocked: null });
    expect(effect.sentences).toEqual([
      "This could automate more items, by the mode and a threshold, so another manager has to approve it. Until then policy 7 stays in force.",
    ]);
  });

  it("takes force at once where nobody else is asked for, and where it does not raise", () => {
    expect(changeEffect(assist, partial, { ...facts, secondPerson: false })).toMatchObject({ proposes: false });
    expect(changeEffect(partial, assist, facts)).toMatchObject({ proposes: false });
    expect(changeEffect(partial, assist, facts).sentences[0]).toMatch(/no further item. It takes force at once/);
  });

  it("is blocked by a proposal that waits if it raises, and ends it if it does not", () => {
    expect(changeEffect(assist, partial, { ...facts, pending: true }).blocked).toMatch(/waits already/);
    const lowering = changeEffect(partial, assist, { ...facts, pending: true });
    expect(lowering.blocked).toBeNull();
    expect(lowering.sentences.join(" ")).toMatch(/proposal that waits lapses/);
  });

  it("says when partial automation would automate nothing", () => {
    const effect = changeEffect(assist, { ...partial, thresholds: {} }, facts);
    expect(effect.sentences.join(" ")).toMatch(/people go on deciding everything/);
    expect(effect.proposes).toBe(false);
  });

  it("names what only an admin may approve", () => {
    const strict = { ...partial, approvals: { ...partial.approvals, threshold: "admin" as const } };
    const lower = { ...strict, thresholds: { yes: 0.8 } };
    expect(adminNeeded(strict, lower)).toBe("because of a threshold");
    expect(changeEffect(strict, lower, facts).sentences[0]).toMatch(
      /an admin has, because of a threshold, to approve it/,
    );
    expect(adminNeeded(strict, { ...strict, rampShare: 0.5 })).toBeNull();
  });

  it("calls a regression's limit by its name", () => {
    const numbers = { ...partial, thresholds: {}, maxSpread: 2 };
    const wider = changeEffect(numbers, { ...numbers, maxSpread: 3 }, facts);
    expect(wider.sentences[0]).toMatch(/by the largest spread, so/);
  });
});
