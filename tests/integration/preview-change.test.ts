import { describe, expect, it } from "vitest";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { previewChange } from "@/lib/policies/preview-change";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const settings: Partial<PolicySettings> = { mode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 };

async function useCaseWithItems() {
  const { useCaseId } = await suppliedUseCase(settings);
  await submitAll(
    useCaseId,
    Array.from({ length: 10 }, (_, place) => letter(`p-${place}`, place < 6 ? 0.95 : 0.7, { kind: "a" })),
  );
  return useCaseId;
}

describe("the preview of a change", () => {
  it("counts the last items under both policies, and changes nothing", async () => {
    const useCaseId = await useCaseWithItems();
    const manager = await makeReviewer(useCaseId, "manager");
    const before = await findUseCase(useCaseId);
    const slice: Guardrail = { key: "a", label: "", watch: false, kind: "slice", field: "kind", values: ["a"] };
    const { preview, tookMs } = await previewChange(manager, {
      useCaseId,
      settings: { guardrails: [slice] },
      items: 100,
    });
    expect(preview).toMatchObject({
      items: 10,
      proposed: { automated: 0, people: 10, guardrails: [{ key: "a", items: 6 }] },
      inForce: { automated: 6, people: 4 },
    });
    expect(tookMs).toBeGreaterThanOrEqual(0);
    expect(await findUseCase(useCaseId)).toEqual(before);
  });

  it("says what a change would be refused for, at the same places", async () => {
    const useCaseId = await useCaseWithItems();
    const manager = await makeReviewer(useCaseId, "manager");
    const rule = { key: "a", label: "", watch: false, kind: "expression", when: "input.nothing > 3" } as const;
    await expect(
      previewChange(manager, { useCaseId, settings: { guardrails: [rule] }, items: 100 }),
    ).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "guardrails.0.when", message: 'This use case has no field "nothing".' }],
    });
  });

  it("is refused to whoever may not change the policy, and for other numbers of items", async () => {
    const useCaseId = await useCaseWithItems();
    const [reviewer, manager] = await Promise.all([
      makeReviewer(useCaseId, "reviewer"),
      makeReviewer(useCaseId, "manager"),
    ]);
    await expect(previewChange(reviewer, { useCaseId, settings: {}, items: 100 })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(previewChange(manager, { useCaseId, settings: {}, items: 7 as 100 })).rejects.toThrow();
  });
});
