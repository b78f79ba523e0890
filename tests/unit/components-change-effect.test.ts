import { describe, expect, it } from "vitest";
import { changeEffect, projectedShare } from "@/components/policies/change-effect";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { confidenceBins } from "@/lib/statistics/coverage";

const assist = policySettingsSchema.parse({ mode: "ai_assist", champion: 1 });
const partial: PolicySettings = { ...assist, mode: "partial_automation", thresholds: { yes: 0.9 } };

/** 100 predictions of yes, one per percent of confidence. */
const bins = Array.from({ length: confidenceBins }, (_, bin) => ({ count: bin < 100 ? 1 : 0, compared: 0, agreed: 0 }));
const evidence = { asked: 100, unusable: 4, outcomes: [{ key: "yes", bins }] };
const facts = { version: 7, secondPerson: true, pending: false, evidence };

describe("a change's projected share", () => {
  it.each<[string, PolicySettings, number]>([
    ["nothing where people decide", assist, 0],
    ["what reaches its threshold", partial, 0.1],
    ["half of that in half a ramp", { ...partial, baseMode: "ai_assist", rampShare: 0.5 }, 0.05],
    ["all that was usable", { ...partial, mode: "full_automation" }, 0.96],
    [
      "both rungs of a ramp",
      { ...partial, mode: "full_automation", baseMode: "partial_automation", rampShare: 0.5 },
      0.53,
    ],
  ])("is %s", (_, settings, share) => {
    expect(projectedShare(settings, evidence)).toBeCloseTo(share, 10);
  });

  it("is unknown without predictions", () => {
    expect(projectedShare(partial, { ...evidence, asked: 0 })).toBeNull();
  });
});

describe("a change's effect", () => {
  it("is a proposal where it raises and a second person is asked for", () => {
    const effect = changeEffect(assist, partial, facts);
    expect(effect).toMatchObject({ proposes: true, blocked: null });
    expect(effect.sentences).toEqual([
      "This could automate more items, so another manager has to approve it. Until then policy 7 stays in force.",
      "On the last weeks' items, the model's share goes from about 0% to about 10%.",
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
});
