import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { findItemStory } from "@/lib/items/item-story-query";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findDesk } from "@/lib/review/desk-query";
import { showSuggestion } from "@/lib/review/show-suggestion";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";
import { system } from "@/tests/support/supplied-use-case";

const reasonCodes = [{ key: "seen_more", label: "I saw more" }, { key: "wrong_rule" }];
const prediction = { outcome: "yes", confidence: 0.9 };

async function setOut(definition: Partial<DefinitionInput> = {}, reveal: "before" | "after" | "never" = "before") {
  const { id: useCaseId, slug } = await makeUseCase({ reasonCodes, ...definition });
  const actor = await makeReviewer(useCaseId);
  const [item] = await queueItems(useCaseId, { reveal, prediction });
  const held = await claimNextReview({ actor }, { useCaseId, loaded: [] });
  const reviewId = held?.reviewId ?? "";
  const answer = (outcome: string, reasonCode?: string | null) =>
    answerReview(
      { actor },
      { useCaseId, reviewId, answer: { outcome }, note: "", ...(reasonCode !== undefined && { reasonCode }) },
    );
  return { useCaseId, slug, actor, itemId: item?.itemId ?? "", reviewId, answer };
}

const redefine = async (slug: string, change: Partial<DefinitionInput>) => {
  const before = await database.useCase.findUniqueOrThrow({
    where: { slug },
    include: { fields: true, outcomes: true },
  });
  const fields = [
    { key: "note", kind: "text" as const, label: "Note", required: true },
    { key: "speed", kind: "number" as const, label: "Speed", unit: "knots" },
  ];
  const outcomes = [{ key: "yes" }, { key: "no" }];
  return defineUseCase(system, { slug, definition: { name: before.name, fields, outcomes, reasonCodes, ...change } });
};

describe("reasons in a definition", () => {
  it("are kept, audited by key, and reach the desk", async () => {
    const { slug, useCaseId, actor } = await setOut({ reasonRequired: true, blindAdjudication: true });
    const { useCase } = await redefine(slug, {
      reasonCodes: [{ key: "other", label: "Other" }],
      reasonRequired: false,
    });
    expect(useCase.definition).toMatchObject({
      reasonCodes: [{ key: "other", label: "Other" }],
      reasonRequired: false,
      blindAdjudication: false,
    });
    const events = await eventsAbout(useCaseId);
    expect(events.at(-1)?.type).toBe("use_case.changed");
    expect(events.at(-1)?.envelope.detail).toMatchObject({
      changes: expect.arrayContaining([
        "reasonRequired",
        "blindAdjudication",
        "reasonCodes.other added",
        "reasonCodes.seen_more removed",
      ]),
    });
    const found = await findDesk(actor, slug);
    expect(found?.desk).toMatchObject({ reasonCodes: [{ key: "other", label: "Other" }], reasonRequired: false });
  });

  it("have a label of their own or their key, stand there once, and are there where one is required", async () => {
    const { slug } = await setOut();
    const { useCase } = await redefine(slug, {});
    expect(useCase.definition.reasonCodes).toEqual([
      { key: "seen_more", label: "I saw more" },
      { key: "wrong_rule", label: "wrong_rule" },
    ]);
    await expect(redefine(slug, { reasonCodes: [{ key: "a" }, { key: "a" }] })).rejects.toMatchObject({
      problems: [{ path: "reasonCodes.1.key", message: '"a" stands here twice.' }],
    });
    await expect(redefine(slug, { reasonCodes: [], reasonRequired: true })).rejects.toMatchObject({
      problems: [{ path: "reasonRequired" }],
    });
  });
});

describe("the reason of an override", () => {
  it("is one of the use case's, is kept and audited, and stays readable when it is removed", async () => {
    const { slug, useCaseId, actor, itemId, reviewId, answer } = await setOut();
    await expect(answer("no", "no_such_reason")).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "reasonCode" }],
    });
    await answer("no", "seen_more");
    expect(await database.review.findUniqueOrThrow({ where: { id: reviewId } })).toMatchObject({
      reasonCode: "seen_more",
    });
    const events = await eventsAbout(itemId);
    expect(events.at(-1)).toMatchObject({ type: "review.answered", envelope: { reason_code: "seen_more" } });

    const manager = await makeReviewer(useCaseId, "manager");
    const lines = async () => (await findItemStory(manager, itemId))?.told?.entries.at(-1)?.lines;
    expect(await lines()).toContain("Reason: I saw more.");
    await redefine(slug, { reasonCodes: [] });
    expect(await lines()).toContain("Reason: seen_more.");

    // Undone, it lies in the draft.
    const back = await undoVerdict({ actor }, { useCaseId, reviewId });
    expect(back.draft).toEqual({ answer: { outcome: "no" }, note: "", reasonCode: "seen_more" });
    expect(await database.review.findUniqueOrThrow({ where: { id: reviewId } })).toMatchObject({ reasonCode: null });
  });

  it("is required only where the answer differs from a suggestion that was seen", async () => {
    const { answer } = await setOut({ reasonRequired: true });
    await expect(answer("no")).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "reasonCode", message: "You differ from what the model suggested. Choose a reason." }],
    });
    await expect(answer("no", null)).rejects.toMatchObject({ code: "invalid_input" });
    await answer("no", "wrong_rule");

    const agreeing = await setOut({ reasonRequired: true });
    await agreeing.answer("yes");
    const blind = await setOut({ reasonRequired: true }, "never");
    await blind.answer("no");
    // Nothing was shown yet: the answer came first.
    const first = await setOut({ reasonRequired: true }, "after");
    await first.answer("no");
  });

  it("is required after the reveal, where the final answer differs; all three moments are on record", async () => {
    const { useCaseId, actor, itemId, reviewId, answer } = await setOut({ reasonRequired: true }, "after");
    const reveal = (who: UserActor) =>
      showSuggestion({ actor: who }, { useCaseId, reviewId, answer: { outcome: "no" } });
    await reveal(actor);
    await expect(answer("no")).rejects.toMatchObject({ code: "invalid_input" });
    await answer("no", "seen_more");
    const review = await database.review.findUniqueOrThrow({ where: { id: reviewId } });
    expect(review).toMatchObject({ firstOutcome: "no", outcome: "no" });
    const [first, shown, last] = [review.firstAnsweredAt, review.suggestionShownAt, review.answeredAt];
    expect([first, shown, last].every((moment) => moment instanceof Date)).toBe(true);
    expect(first?.getTime()).toBeLessThanOrEqual(last?.getTime() ?? 0);
    expect(review.secondsSpent).toBeGreaterThanOrEqual(0);
    const told = (await findItemStory(await makeReviewer(useCaseId, "manager"), itemId))?.told?.entries ?? [];
    const lines = told.flatMap((entry) => entry.lines);
    expect(lines).toContainEqual(expect.stringMatching(/^First answered "No, it is not" after \d+ s\.$/));
    expect(lines).toContain('First answered "No, it is not", before the model\'s answer was shown.');
    expect(lines).toContainEqual(expect.stringMatching(/^Took \d+ s\.$/));
  });
});
