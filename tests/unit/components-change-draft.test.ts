import { describe, expect, it } from "vitest";
import {
  championed,
  checkDraft,
  draftOf,
  rebase,
  startDraft,
  withMode,
  withRamp,
} from "@/components/policies/change-draft";
import { type Guarded, newGuardrail } from "@/components/policies/guardrail-draft";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const guarded: Guarded = definitionSchema.parse({
  name: "Claims",
  fields: [{ key: "amount", kind: "number" }],
  outcomes: [{ key: "pay" }, { key: "refuse" }],
});

const base: PolicySettings = policySettingsSchema.parse({
  mode: "partial_automation",
  baseMode: "ai_assist",
  rampShare: 0.5,
  champion: 2,
  challengers: [{ version: 3, share: 0.5 }],
  fallback: { to: "model", version: 1 },
  thresholds: { pay: 0.9, refuse: 0.95 },
  guardrails: [
    { key: "large", kind: "field_outside", field: "amount", max: 500 },
    { key: "unsure", kind: "score_below", score: 0.6 },
  ],
  priority: [{ when: "input.amount > 3", priority: 4 }],
});

const settle = (draft: ReturnType<typeof draftOf>) => checkDraft(draft, guarded).settings;

describe("a policy while it is edited", () => {
  it("comes back as it was", () => {
    expect(settle(draftOf(base))).toEqual(base);
  });

  it("says what is missing, at its place", () => {
    const draft = draftOf(base);
    const condition = newGuardrail("expression", guarded, "UTC");
    const { problems, settings } = checkDraft(
      { ...draft, guardrails: [...draft.guardrails, condition], fallback: { ...draft.fallback, to: "outcome" } },
      guarded,
    );
    expect(settings).toBeNull();
    expect(problems).toEqual(
      expect.arrayContaining([
        { path: "guardrails.2.when", message: "Write a condition." },
        { path: "fallback.outcome", message: "This is missing." },
      ]),
    );
  });

  it("keeps a champion from challenging or replacing itself, and has no challengers without one", () => {
    expect(championed(draftOf(base), 3)).toMatchObject({ champion: 3, challengers: [] });
    expect(championed(draftOf(base), 1).fallback).toMatchObject({ to: "person", version: null });
    expect(championed(draftOf(base), null)).toMatchObject({ champion: null, challengers: [] });
  });

  it("gets a champion with the first rung that needs one, and never a base mode above the mode", () => {
    const people = draftOf(policySettingsSchema.parse({}));
    expect(withMode(people, "shadow", [{ version: 7 }, { version: 6 }])).toMatchObject({ champion: 7 });
    expect(withMode(draftOf(base), "shadow", [])).toMatchObject({ mode: "shadow", baseMode: "shadow" });
  });

  it("leaves those outside a new ramp on the rung in force", () => {
    const full = withMode(draftOf({ ...base, rampShare: 1 }), "full_automation", []);
    expect(withRamp(full, 0.2, "partial_automation")).toMatchObject({ rampShare: 0.2, baseMode: "partial_automation" });
    expect(withRamp(draftOf(base), 0.2, "shadow")).toMatchObject({ baseMode: "ai_assist" });
  });

  it("begins with what a link asks for", () => {
    const models = [{ version: 4 }, { version: 3 }];
    const draft = startDraft(base, { mode: "full_automation", champion: 3, challenger: 4 }, models);
    expect(draft).toMatchObject({ mode: "full_automation", champion: 3, challengers: [{ version: 4, share: 1 }] });
    const again = startDraft(base, { mode: base.mode, champion: null, challenger: 3 }, models);
    expect(settle(again)).toEqual(base);
  });
});

describe("a change on a policy that was changed meanwhile", () => {
  const mine = draftOf(base);

  it("keeps what was changed here and takes the rest from there", () => {
    const theirs = { ...base, blindShare: 0.4, qcShare: 0.3, thresholds: { pay: 0.99, refuse: 0.95 } };
    const edited = { ...mine, qcShare: 0.2, thresholds: { pay: 0.9 } };
    expect(settle(rebase(base, edited, theirs))).toEqual({
      ...base,
      qcShare: 0.2,
      blindShare: 0.4,
      thresholds: { pay: 0.99 },
    });
  });

  it("brings guardrails of both together", () => {
    const [large, unsure] = base.guardrails;
    const [ownLarge] = mine.guardrails;
    if (large === undefined || unsure === undefined || ownLarge === undefined) throw new Error("They are there.");
    const added = { ...newGuardrail("margin_below", guarded, "UTC"), label: "Close" };
    const edited = { ...mine, guardrails: [{ ...ownLarge, max: 300 }, added] };
    const other = { key: "rare", label: "", watch: false, kind: "rate", most: 5, per: "use_case" } as const;
    const merged = settle(rebase(base, edited, { ...base, guardrails: [large, { ...unsure, watch: true }, other] }));
    expect(merged?.guardrails.map(({ key }) => key)).toEqual(["large", "rare", "close"]);
    expect(merged?.guardrails[0]).toMatchObject({ max: 300 });

    const removedThere = settle(rebase(base, mine, { ...base, guardrails: [large] }));
    expect(removedThere?.guardrails).toEqual([large]);
  });

  it("changes nothing where nothing was changed here", () => {
    const theirs = policySettingsSchema.parse({
      mode: "shadow",
      champion: 3,
      priority: [{ when: "true", priority: 1 }],
    });
    expect(settle(rebase(base, mine, theirs))).toEqual(theirs);
  });
});
