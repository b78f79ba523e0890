import { describe, expect, it } from "vitest";
import type { KeyActor } from "@/lib/access/actor";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { findUseCaseBySlug, listUseCases } from "@/lib/use-cases/use-case-query";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { submitAll, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const base = {
  name: "Loans",
  guideline: "Look twice.",
  fields: [
    { key: "age", kind: "integer", required: true, min: 0, max: 120, unit: "years" },
    { key: "job", kind: "category", categories: ["clerk", "smith", "cook"], open: true },
    { key: "note", kind: "text" },
  ],
  outcomes: [{ key: "yes" }, { key: "no" }, { key: "unsure" }],
  secondPersonToRaise: false,
} as const satisfies DefinitionInput;

type Field = NonNullable<DefinitionInput["fields"]>[number];

/** The base with some fields replaced by key, added, or (null) left out. */
function withFields(changes: Record<string, Partial<Field> | null>): DefinitionInput {
  const kept = base.fields.flatMap((field): Field[] => {
    const change = changes[field.key];
    return change === null ? [] : [{ ...field, ...change } as Field];
  });
  const added = Object.entries(changes).filter(([key]) => !base.fields.some((field) => field.key === key));
  return { ...base, fields: [...kept, ...added.map(([key, field]) => ({ key, kind: "text", ...field }) as Field)] };
}

const freshSlug = () => `loans-${newId().slice(-12)}`;

/** A use case with two stored items: one with all fields, one with the required one only. */
async function usedUseCase(): Promise<{ id: string; slug: string }> {
  const { useCaseId: id, slug } = await suppliedUseCase({}, base);
  await submitAll(id, [
    { externalId: "full", input: { age: 30, job: "smith", note: "hello" } },
    { externalId: "bare", input: { age: 64, job: "pilot" } },
  ]);
  return { id, slug };
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe("defining a use case", () => {
  it("makes it, under a policy in which people decide everything, with an event for each", async () => {
    const slug = freshSlug();
    const { useCase, created } = await defineUseCase(system, { slug, definition: base });
    expect(created).toBe(true);
    expect(useCase).toMatchObject({ slug, mode: "human_only", policyVersion: 1, halted: false, champion: null });
    const stored = await findUseCaseBySlug(slug);
    expect(stored?.definition).toEqual(useCase.definition);
    expect(await eventsAbout(useCase.id)).toMatchObject([
      { type: "use_case.created", envelope: { detail: { definitionVersion: 1 }, subject: { seq: 1 } } },
    ]);
    expect(await eventsAbout(stored?.policy.id ?? "")).toMatchObject([
      {
        type: "policy.put_in_force",
        envelope: {
          policy: { version: 1, sha256: stored?.policy.sha256 },
          detail: { settings: { mode: "human_only" } },
        },
      },
    ]);
  });

  it("changes nothing and writes nothing for the same definition, in the form that the API shows too", async () => {
    const slug = freshSlug();
    const { useCase } = await defineUseCase(system, { slug, definition: base });
    const shown = JSON.parse(JSON.stringify(useCase.definition)) as DefinitionInput;
    for (const definition of [base, shown]) {
      expect(await defineUseCase(system, { slug, definition })).toEqual({ useCase, created: false });
    }
    expect(await eventsAbout(useCase.id)).toHaveLength(1);
  });

  it("keeps a regression's definition as it was sent", async () => {
    const slug = freshSlug();
    const definition: DefinitionInput = {
      name: "Rings",
      kind: "regression",
      fields: [{ key: "length", kind: "number", unit: "mm" }],
      target: { unit: "rings", tolerance: 1, min: 0, max: 40 },
      reviewCost: 0.5,
    };
    const { useCase } = await defineUseCase(system, { slug, definition });
    expect(useCase.definition).toMatchObject(definition);
    expect(useCase.definition).not.toHaveProperty("outcomes");
    expect((await defineUseCase(system, { slug, definition: useCase.definition })).created).toBe(false);
    expect(await eventsAbout(useCase.id)).toHaveLength(1);
  });

  it("says which keys changed, in one event, and counts the definition's versions", async () => {
    const { id, slug } = await usedUseCase();
    const definition: DefinitionInput = {
      ...withFields({ age: { label: "Age", min: -5 }, letter: { kind: "long_text" } }),
      guideline: "Look three times.",
      outcomes: [{ key: "no", colour: "pink" }, { key: "yes", errorCost: 9 }, { key: "unsure" }, { key: "later" }],
    };
    const { useCase } = await defineUseCase(system, { slug, definition });
    expect(useCase.definitionVersion).toBe(2);
    const events = await eventsAbout(id);
    expect(events.map((event) => event.type)).toEqual(["use_case.created", "use_case.changed"]);
    const detail = events[1]?.envelope.detail as { changes: string[] };
    expect(detail.changes).toEqual(
      expect.arrayContaining([
        "guideline",
        "fields.age.label",
        "fields.age.min",
        "fields.letter added",
        "outcomes.later added",
        "outcomes.yes.errorCost",
        "outcomes order",
      ]),
    );
    expect(detail.changes).not.toContain("fields.job.categories");
    expect(JSON.stringify(events[1])).not.toContain("three times");
  });
});

describe("a change that stored items allow", () => {
  it.each<[string, DefinitionInput]>([
    [
      "labels, help and order",
      { ...base, fields: [...base.fields].reverse().map((field) => ({ ...field, label: "L", help: "H" })) },
    ],
    ["an optional field more", withFields({ letter: { kind: "long_text" } })],
    ["a field without any value gone", withFields({})],
    ["a wider range", withFields({ age: { min: -1, max: 130 } })],
    ["a narrower range that holds all values", withFields({ age: { min: 30, max: 64 } })],
    ["a field that is no longer required", withFields({ age: { required: false } })],
    ["fewer categories of an open field", withFields({ job: { categories: ["clerk"] } })],
    ["a closed list that holds all values", withFields({ job: { categories: ["smith", "pilot"], open: false } })],
    ["an integer that becomes a number", withFields({ age: { kind: "number" } })],
    ["a text that becomes a long one", withFields({ note: { kind: "long_text" } })],
    ["an outcome more", { ...base, outcomes: [...base.outcomes, { key: "later" }] }],
    ["an outcome that nothing used", { ...base, outcomes: [{ key: "yes" }, { key: "no" }] }],
    [
      "colours, hotkeys and costs",
      {
        ...base,
        outcomes: base.outcomes.map((outcome, index) => ({ ...outcome, hotkey: String(7 + index), errorCost: 4 })),
      },
    ],
    ["another unit, with no ramp under way", { ...base, unit: "entity" }],
  ])("is made: %s", async (_, definition) => {
    const { slug } = await usedUseCase();
    expect((await defineUseCase(system, { slug, definition })).created).toBe(false);
    const stored = await findUseCaseBySlug(slug);
    expect(stored?.definition.fields.map((field) => field.key)).toEqual(definition.fields.map((field) => field.key));
  });
});

describe("a change that stored items forbid", () => {
  it.each<[string, DefinitionInput, string, RegExp]>([
    ["a field with values gone", withFields({ note: null }), "fields", /\(full\) hold a value of the field "note"/],
    ["another kind", withFields({ note: { kind: "integer" } }), "fields.2.kind", /\(full\) hold a value of kind text/],
    [
      "a number that becomes an integer",
      withFields({ age: { kind: "text", min: undefined, max: undefined, unit: undefined } as never }),
      "fields.0.kind",
      /kind integer/,
    ],
    [
      "a field required that items lack",
      withFields({ note: { required: true } }),
      "fields.2.required",
      /\(bare\) have no value/,
    ],
    ["a new required field", withFields({ letter: { required: true } }), "fields.3.required", /have no value/],
    [
      "a smallest value above a stored one",
      withFields({ age: { min: 31 } }),
      "fields.0.min",
      /\(full\) hold less than 31/,
    ],
    [
      "a largest value below a stored one",
      withFields({ age: { max: 63 } }),
      "fields.0.max",
      /\(bare\) hold more than 63/,
    ],
    [
      "a list closed without a stored category",
      withFields({ job: { open: false } }),
      "fields.1.categories",
      /\(bare\) hold a category/,
    ],
    [
      "another kind of use case",
      { ...base, kind: "regression", outcomes: [], target: { unit: "m" } },
      "kind",
      /Define a new use case/,
    ],
  ])("is refused, saying what to do: %s", async (_, definition, path, sentence) => {
    const { id, slug } = await usedUseCase();
    const before = await findUseCaseBySlug(slug);
    const error = await refusal(defineUseCase(system, { slug, definition }));
    expect(error.code).toBe("definition_conflict");
    expect(error.problems.find((problem) => problem.path === path)?.message, JSON.stringify(error.problems)).toMatch(
      sentence,
    );
    expect(await findUseCaseBySlug(slug)).toEqual(before);
    expect((await eventsAbout(id)).map((event) => event.type)).toEqual(["use_case.created"]);
  });

  it("names every conflict at once", async () => {
    const { slug } = await usedUseCase();
    const definition = withFields({ note: null, age: { max: 40 }, letter: { required: true } });
    const error = await refusal(defineUseCase(system, { slug, definition }));
    expect(error.problems.map((problem) => problem.path).sort()).toEqual([
      "fields",
      "fields.0.max",
      "fields.2.required",
    ]);
  });
});

describe("an outcome that is in use", () => {
  const without = (key: string): DefinitionInput => ({
    ...base,
    outcomes: base.outcomes.filter((outcome) => outcome.key !== key),
  });

  it("by a prediction and its decision stays", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "full_automation" }, base);
    await submitAll(useCaseId, [{ externalId: "x", input: { age: 1 }, prediction: { scores: { unsure: 0.9 } } }]);
    const error = await refusal(defineUseCase(system, { slug, definition: without("unsure") }));
    expect(error.problems).toEqual([
      { path: "outcomes", message: expect.stringMatching(/"unsure" cannot go: item x/) },
    ]);
    await defineUseCase(system, { slug, definition: without("no") });
  });

  it("by a threshold in force stays, until the threshold is taken out", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ thresholds: { unsure: 0.9 } }, base);
    const error = await refusal(defineUseCase(system, { slug, definition: without("unsure") }));
    expect(error.problems[0]?.message).toMatch(/policy 2 has a threshold/);
    await changePolicy(system, { useCaseId, changes: { thresholds: {} }, reason: "no longer" });
    await defineUseCase(system, { slug, definition: without("unsure") });
  });

  it("by a proposal stays", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ mode: "ai_assist" }, { ...base, secondPersonToRaise: true });
    const changes = { mode: "partial_automation", thresholds: { unsure: 0.5 } } as const;
    expect(await changePolicy(system, { useCaseId, changes, reason: "raise" })).toHaveProperty("proposal");
    const definition = { ...without("unsure"), secondPersonToRaise: true };
    const error = await refusal(defineUseCase(system, { slug, definition }));
    expect(error.problems[0]?.message).toMatch(/proposed policy/);
  });
});

describe("the unit", () => {
  it("stays during a ramp", async () => {
    const ramp = { mode: "partial_automation", baseMode: "ai_assist", rampShare: 0.3 } as const;
    const { slug } = await suppliedUseCase(ramp, base);
    const error = await refusal(defineUseCase(system, { slug, definition: { ...base, unit: "entity" } }));
    expect(error.problems).toEqual([{ path: "unit", message: expect.stringMatching(/ramp is under way/) }]);
  });
});

describe("refused before anything is looked at", () => {
  it.each<[string, string, unknown, string]>([
    ["a slug with capitals", "Loans", base, "slug"],
    ["a slug that is a page", "new", base, "slug"],
    ["no definition", "loans", null, "definition"],
    ["a field of no kind", "loans", withFields({ age: { kind: "colour" as never } }), "fields.0.kind"],
    ["one outcome", "loans", { ...base, outcomes: [{ key: "yes" }] }, "outcomes"],
  ])("%s", async (_, slug, definition, path) => {
    const error = await refusal(defineUseCase(system, { slug, definition: definition as DefinitionInput }));
    expect(error.code).toBe("invalid_input");
    expect(error.problems.map((problem) => problem.path)).toContain(path);
  });

  it("a manager, and a key without the scope", async () => {
    const { id, slug } = await usedUseCase();
    const manager = await makeReviewer(id, "manager");
    const key: KeyActor = {
      kind: "api_key",
      id: newId(),
      name: "k",
      scopes: new Set(["items:write"]),
      auth: "api_key",
    };
    expect((await refusal(defineUseCase({ actor: manager }, { slug, definition: base }))).code).toBe("forbidden");
    expect((await refusal(defineUseCase({ actor: key }, { slug, definition: base }))).code).toBe("missing_scope");
    const error = await refusal(defineUseCase({ actor: manager }, { slug: freshSlug(), definition: base }));
    expect(error.code).toBe("forbidden");
  });
});

describe("races", () => {
  it("two who define the same use case at once make one", async () => {
    const slug = freshSlug();
    const results = await Promise.all(
      Array.from({ length: 6 }, () => defineUseCase(system, { slug, definition: base })),
    );
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.useCase.id)).size).toBe(1);
    expect(await database.useCase.count({ where: { slug } })).toBe(1);
    expect(await eventsAbout(results[0]?.useCase.id ?? "")).toHaveLength(1);
  });

  it("changes at once come one after the other, each with its event", async () => {
    const { id, slug } = await usedUseCase();
    const names = ["A", "B", "C", "D"];
    await Promise.all(names.map((name) => defineUseCase(system, { slug, definition: { ...base, name } })));
    const stored = await findUseCaseBySlug(slug);
    expect(stored?.definitionVersion).toBe(5);
    expect(names).toContain(stored?.definition.name);
    expect(stored?.definition.fields).toHaveLength(3);
    expect(await eventsAbout(id)).toHaveLength(5);
  });

  it("an item that arrives while a field is made required is either held against it or stops it", async () => {
    const { useCaseId, slug } = await suppliedUseCase({}, base);
    const bare = (turn: number) => submitAll(useCaseId, [{ externalId: `bare-${turn}`, input: { age: 1 } }]);
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 8 }, (_, turn) => bare(turn)),
      defineUseCase(system, { slug, definition: withFields({ note: { required: true } }) }),
    ]);
    const stored = await findUseCaseBySlug(slug);
    const required = stored?.definition.fields.find((field) => field.key === "note")?.required;
    const lacking = await database.item.count({ where: { useCaseId } });
    expect(outcomes.at(-1)?.status === "fulfilled").toBe(required);
    if (required) expect(lacking).toBe(0);
    else expect(lacking).toBeGreaterThan(0);
  });
});

describe("lists", () => {
  it("hold what was asked for, by name", async () => {
    const slugs = [freshSlug(), freshSlug()];
    const made = await Promise.all(
      slugs.map((slug, index) =>
        defineUseCase(system, { slug, definition: { ...base, name: index === 0 ? "Zoo" : "Ant" } }),
      ),
    );
    const listed = await listUseCases(made.map(({ useCase }) => useCase.id));
    expect(listed.map((useCase) => useCase.slug)).toEqual([slugs[1], slugs[0]]);
    expect(await listUseCases([])).toEqual([]);
  });
});
