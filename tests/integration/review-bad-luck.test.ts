import { afterEach, describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { cancelOpenReviews } from "@/lib/review/cancel-open-reviews";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { flagUnusable } from "@/lib/review/flag-unusable";
import { saveDraft } from "@/lib/review/save-draft";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf, makeOverlapWorld } from "@/tests/support/overlap-world";
import { letter, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

async function setOut() {
  const outcomes = [{ key: "yes" }, { key: "no" }, { key: "maybe" }];
  const world = await makeOverlapWorld({}, { outcomes });
  const { useCaseId, slug } = world;
  const [itemId = ""] = await world.send([letter("a")]);
  const [one, two] = [await world.person(), await world.person()];
  const reviewId = (await world.claim(one))?.reviewId ?? "";
  const answer = (outcome: string, note = "", actor: UserActor = one) =>
    answerReview({ actor }, { useCaseId, reviewId, answer: { outcome }, note });
  const given = async () => (await eventsOf(itemId)).filter(({ type }) => type === "review.answered").length;
  return { world, useCaseId, slug, itemId, one, two, reviewId, answer, given };
}

const passMinutes = (minutes: number) => {
  const at = new Date(clock.now().getTime() + minutes * 60_000);
  clock.now = () => at;
};

describe("a verdict that comes", () => {
  it("after the claim ran out counts as long as nobody took the item, and is refused with a sentence after that", async () => {
    const { world, useCaseId, two, answer } = await setOut();
    passMinutes(6);
    await world.claim(two);
    await expect(answer("yes")).rejects.toMatchObject({
      code: "claim_lost",
      message: "Your claim on this item ran out and somebody else took it. Take the next one.",
    });

    const other = await setOut();
    passMinutes(6);
    await other.answer("yes");
    expect(await other.given()).toBe(1);
    expect(useCaseId).not.toBe(other.useCaseId);
  });

  it("when the item was decided meanwhile is not needed any more", async () => {
    const { itemId, answer, given } = await setOut();
    await database.$transaction((tx) => cancelOpenReviews(tx, [itemId]));
    await expect(answer("yes")).rejects.toMatchObject({
      code: "already_decided",
      message: "This item was decided in the meantime. It needs no verdict any more.",
    });
    expect(await given()).toBe(0);
  });

  it("twice by a double click, or from two tabs at once, counts once", async () => {
    const { answer, given } = await setOut();
    const receipts = await Promise.all([answer("yes", "Same."), answer("yes", "Same."), answer("yes", " Same. ")]);
    expect(new Set(receipts.map(({ reviewId }) => reviewId)).size).toBe(1);
    expect(await given()).toBe(1);
  });

  it("from a second tab and differs is told how to change the first", async () => {
    const { answer, given } = await setOut();
    await answer("yes");
    await expect(answer("no")).rejects.toMatchObject({
      code: "already_decided",
      message: "You have given your verdict on this item already. Undo it to change it.",
    });
    expect(await given()).toBe(1);
  });

  it("after an undo counts, and the one that was undone is not given again by a late retry of it", async () => {
    const { world, useCaseId, one, reviewId, answer, itemId } = await setOut();
    await answer("yes");
    await undoVerdict({ actor: one }, { useCaseId, reviewId });
    await answer("no");
    await expect(answer("yes")).rejects.toMatchObject({ code: "already_decided" });
    await world.settle();
    await expect(undoVerdict({ actor: one }, { useCaseId, reviewId })).rejects.toMatchObject({ code: "undo_closed" });
    await expect(answer("yes")).rejects.toMatchObject({ code: "undo_closed" });
    expect(await world.item(itemId)).toMatchObject({ status: "decided", outcome: "no" });
  });

  it("with an outcome that was removed meanwhile is refused, and the draft stays", async () => {
    const { world, useCaseId, slug, one, reviewId, answer } = await setOut();
    const draft = { answer: { outcome: "maybe" }, note: "Not sure." };
    await saveDraft({ actor: one }, { useCaseId, reviewId, draft });
    const fields = [
      { key: "text", kind: "text" as const, required: true },
      { key: "kind", kind: "category" as const, categories: ["a", "b"], open: true },
    ];
    await defineUseCase(system, {
      slug,
      definition: { name: "Letters", secondPersonToRaise: false, fields, outcomes: [{ key: "yes" }, { key: "no" }] },
    });
    await expect(answer("maybe")).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "answer.outcome", message: expect.stringContaining("no longer exists") }],
    });
    expect(await world.claim(one)).toMatchObject({ reviewId, draft });
    await answer("no");
  });

  it("with a note of 1 MB is refused with a sentence, in a draft too", async () => {
    const { useCaseId, one, reviewId, answer, given } = await setOut();
    const note = "x".repeat(1024 * 1024);
    const tooLong = {
      code: "invalid_input",
      problems: [{ message: expect.stringContaining("at most 10,000 characters") }],
    };
    await expect(answer("yes", note)).rejects.toMatchObject(tooLong);
    await expect(flagUnusable({ actor: one }, { useCaseId, reviewId, note })).rejects.toMatchObject(tooLong);
    await expect(
      saveDraft({ actor: one }, { useCaseId, reviewId, draft: { answer: null, note } }),
    ).rejects.toMatchObject(tooLong);
    expect(await given()).toBe(0);
  });

  it("and is an override is not taken back at the desk, where it would open a review that nobody asked for", async () => {
    const { useCaseId, one, reviewId, answer } = await setOut();
    await answer("yes");
    await database.review.update({ where: { id: reviewId }, data: { purpose: "override" } });
    await expect(undoVerdict({ actor: one }, { useCaseId, reviewId })).rejects.toMatchObject({
      code: "claim_lost",
      message: "This is an override. Take it back on the item's page.",
    });
  });

  it("from somebody whose role was taken, or who never had it, is refused", async () => {
    const { useCaseId, reviewId, one, answer } = await setOut();
    await expect(answer("yes", "", { ...one, roles: new Map() })).rejects.toMatchObject({ code: "forbidden" });
    const auditor = await makeReviewer(useCaseId, "auditor");
    await expect(answer("yes", "", auditor)).rejects.toMatchObject({ code: "forbidden" });
    await expect(claimNextReview({ actor: auditor }, { useCaseId, loaded: [] })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(reviewId).not.toBe("");
  });
});
