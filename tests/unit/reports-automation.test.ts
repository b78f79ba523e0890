import { describe, expect, it } from "vitest";
import { modes } from "@/lib/engine/mode";
import { type PolicySettings, policySettingsSchema } from "@/lib/engine/policy-settings-schema";
import { settingChanges } from "@/lib/engine/settings-changes";
import type { PolicyRecord, ProposalRecord } from "@/lib/policies/policy-query";
import type { PolicyEvent } from "@/lib/reports/policy-event-query";
import { policyHistory } from "@/lib/reports/policy-history-view";
import { nextRung, type RungFacts, rungNotes } from "@/lib/reports/rung-notes";
import { whoDecides } from "@/lib/reports/who-decides";
import { confidenceBins } from "@/lib/statistics/coverage";

const settings = (changes: Partial<PolicySettings> = {}): PolicySettings =>
  policySettingsSchema.parse({ champion: 1, ...changes });
const routed = (items: number, model: number) => ({ items, model });

describe("who decides now", () => {
  it.each<[string, PolicySettings, boolean, { items: number; model: number; answered?: number }, string]>([
    ["people alone", settings(), false, routed(50, 0), "People decide everything. No model runs."],
    [
      "a halt",
      settings({ mode: "full_automation" }),
      true,
      routed(50, 49),
      "Automation is halted: people decide everything.",
    ],
    [
      "partial automation",
      settings({ mode: "partial_automation" }),
      false,
      routed(200, 124),
      "The model decides about 62% of items; people decide the rest.",
    ],
    [
      "a fallback that answers",
      settings({ mode: "full_automation" }),
      false,
      { ...routed(200, 160), answered: 20 },
      "The model decides about 80% of items, the fallback about 10%; people decide the rest.",
    ],
    [
      "few items",
      settings({ mode: "partial_automation" }),
      false,
      routed(7, 3),
      "The model decided 3 of the 7 items so far; people decide the rest.",
    ],
    [
      "a ramp",
      settings({ mode: "partial_automation", baseMode: "ai_assist", rampShare: 0.25 }),
      false,
      routed(200, 24),
      "The model decides about 12% of items; people decide the rest. Partial automation covers 25% of them so far; the others get AI assist.",
    ],
    [
      "no item yet",
      settings({ mode: "full_automation" }),
      false,
      routed(0, 0),
      "The model decides everything it can answer; people decide what is left. No item has come since.",
    ],
  ])("%s", (_, policy, halted, counts, sentence) => {
    expect(whoDecides(policy, halted, counts)).toBe(sentence);
  });
});

const nobody = { agreed: 0, n: 0, interval: null };
const compared = (agreed: number, n: number) => ({ agreed, n, interval: { lower: 0.9, upper: 0.99 } });

function facts(changes: Partial<RungFacts> = {}): RungFacts {
  const bins = Array.from({ length: confidenceBins }, (_, bin) => ({
    count: bin >= 90 ? 10 : 1,
    compared: 0,
    agreed: 0,
  }));
  return {
    settings: settings(),
    certified: [],
    evidence: { asked: 400, unusable: 8, outcomes: [{ key: "yes", bins }] },
    agreement: { blind: nobody, seen: nobody, checked: nobody },
    secondPerson: true,
    ...changes,
  };
}

describe("the rungs' notes", () => {
  it("ask for a model where there is none", () => {
    const notes = rungNotes(facts({ settings: policySettingsSchema.parse({}) }));
    expect(notes.human_only).toBe("");
    for (const mode of modes.slice(1)) expect(notes[mode]).toBe("Needs a model as champion.");
  });

  it("say what this use case's last weeks were like, with counts and intervals", () => {
    const certified = facts({
      settings: settings({ thresholds: { yes: 0.95 } }),
      certified: ["Yes"],
      agreement: { blind: compared(95, 100), seen: nobody, checked: nobody },
    });
    const notes = rungNotes(certified);
    expect(notes.shadow).toBe("Blind verdicts agree with the model in 95.0% (95 of 100; 95% interval 90.0 to 99.0%).");
    expect(notes.ai_assist).toBe("");
    expect(notes.partial_automation).toBe("15% of recent items reach a threshold (Yes).");
    expect(notes.full_automation).toBe("It could answer 98.0% of 400 recent items.");
  });
});

describe("one rung up", () => {
  const stepsTo = (mode: PolicySettings["mode"], changes: Partial<RungFacts> = {}) =>
    nextRung(facts({ settings: settings({ mode }), ...changes }));

  it("is nothing on the highest rung", () => {
    expect(stepsTo("full_automation")).toBeNull();
  });

  it("wants a champion first", () => {
    const next = nextRung(facts({ settings: policySettingsSchema.parse({}) }));
    expect(next).toMatchObject({ mode: "shadow", steps: [{ state: "missing" }, { state: "after" }] });
  });

  it("wants thresholds, enough blind verdicts and a second person for partial automation", () => {
    expect(stepsTo("ai_assist")?.steps.map((step) => step.state)).toEqual(["done", "missing", "missing", "after"]);
    const ready = {
      certified: ["Yes"],
      agreement: { blind: compared(58, 59), seen: nobody, checked: nobody },
    };
    expect(stepsTo("ai_assist", ready)?.steps.map((step) => step.state)).toEqual(["done", "done", "judge", "after"]);
    expect(stepsTo("ai_assist", { ...ready, secondPerson: false })?.steps).toHaveLength(3);
    const few = { agreement: { blind: compared(58, 58), seen: nobody, checked: nobody } };
    expect(stepsTo("ai_assist", few)?.steps[2]).toMatchObject({
      state: "missing",
      text: expect.stringContaining("Fewer than 59"),
    });
  });
});

describe("changes in words", () => {
  it("name outcomes and models, and leave out what stays", () => {
    const before = settings({ mode: "ai_assist", thresholds: { no: 0.9 } });
    const after = settings({ mode: "partial_automation", thresholds: { yes: 0.955 }, champion: 2, qcShare: 0.125 });
    const names = { outcomes: { yes: "Yes, it is" }, models: { 1: "Trees" } };
    expect(settingChanges(before, after, names)).toEqual([
      { key: "mode", label: "Mode", before: "AI assist", after: "Partial automation" },
      { key: "thresholds.no", label: "Threshold for no", before: "90%", after: "none" },
      { key: "thresholds.yes", label: "Threshold for Yes, it is", before: "none", after: "95.5%" },
      { key: "qcShare", label: "Quality control share", before: "5%", after: "12.5%" },
      { key: "champion", label: "Champion", before: "version 1 (Trees)", after: "version 2" },
    ]);
    expect(settingChanges(before, before, names)).toEqual([]);
  });
});

describe("the history", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day));
  const policy = (version: number, changes: Partial<PolicySettings>, until: number | null): PolicyRecord => ({
    id: `p${version}`,
    version,
    settings: policySettingsSchema.parse(changes),
    sha256: "",
    reason: `reason ${version}`,
    authorId: null,
    authorName: "Mara",
    approvedBy: version === 3 ? "Sven" : null,
    createdAt: at(version),
    replacedAt: until === null ? null : at(until),
  });
  const policies = [
    policy(3, { mode: "ai_assist", champion: 1 }, null),
    policy(2, { mode: "shadow", champion: 1 }, 3),
    policy(1, {}, 2),
  ];
  const proposal = (id: string, day: number, status: ProposalRecord["status"]): ProposalRecord => ({
    id,
    useCaseId: "u",
    basePolicyId: "p2",
    baseVersion: 2,
    settings: policySettingsSchema.parse({ mode: "full_automation", champion: 1 }),
    reason: "bold",
    status,
    authorId: null,
    authorName: "Mara",
    createdAt: at(day),
    expiresAt: at(day + 7),
    schedule: null,
    settledBy: "Sven",
    settledAt: at(day),
    settledNote: "Too early.",
  });

  it("lists versions with what each changed, and proposals that came to nothing between them", () => {
    const declined = { ...proposal("x", 2, "declined"), createdAt: new Date(at(2).getTime() + 1) };
    const entries = policyHistory({ policies, proposals: [declined], lifts: new Set(), events: [] }, {});
    expect(entries.map(({ title, kind, note, by }) => ({ title, kind, note, by }))).toEqual([
      { title: "Policy 3", kind: "in_force", note: null, by: "by Mara, approved by Sven" },
      { title: "Proposal", kind: "not_taken", note: "Declined by Sven: Too early.", by: "proposed by Mara" },
      { title: "Policy 2", kind: "replaced", note: null, by: "by Mara" },
      { title: "Policy 1", kind: "replaced", note: null, by: "by Mara" },
    ]);
    expect(entries[0]?.changes?.map((change) => change.key)).toEqual(["mode"]);
    expect(entries[1]?.changes).toMatchObject([{ before: "Shadow", after: "Full automation" }]);
    expect(entries.at(-1)?.changes).toEqual([]);
  });

  it("tells halts, their lifting and ramps where they happened, and a lift that was declined as one", () => {
    const event = (type: PolicyEvent["type"], hour: number, shares: number[] = []): PolicyEvent => ({
      id: type,
      type,
      at: new Date(Date.UTC(2026, 0, 2, hour)),
      by: "Mara",
      reason: `because of ${type}`,
      shares,
    });
    const events = [event("halt.lifted", 5), event("halt.set", 4), event("ramp.started", 3, [0.05, 0.5])];
    const lift = { ...proposal("lift", 2, "declined"), createdAt: new Date(Date.UTC(2026, 0, 2, 4, 30)) };
    const entries = policyHistory({ policies, proposals: [lift], lifts: new Set(["lift"]), events }, {});
    expect(entries.map(({ title, kind, reason, changes }) => [title, kind, reason, changes === null])).toEqual([
      ["Policy 3", "in_force", "reason 3", false],
      ["Halt lifted", "lift", "because of halt.lifted", true],
      ["Proposal to lift the halt", "not_taken", "bold", true],
      ["Halted", "halt", "because of halt.set", true],
      ["Ramp started", "ramp", "because of ramp.started", true],
      ["Policy 2", "replaced", "reason 2", false],
      ["Policy 1", "replaced", "reason 1", false],
    ]);
    expect(entries[4]?.note).toBe("Steps: 5%, 50%.");
  });

  it("needs one version more than it shows, to say what the oldest changed", () => {
    const entries = policyHistory(
      { policies: policies.slice(0, 2), proposals: [proposal("x", 1, "withdrawn")], lifts: new Set(), events: [] },
      {},
    );
    expect(entries.map((entry) => entry.title)).toEqual(["Policy 3"]);
    expect(entries[0]?.changes?.map((change) => change.key)).toEqual(["mode"]);
  });
});
