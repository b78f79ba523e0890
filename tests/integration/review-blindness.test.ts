import { describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { assignReview } from "@/lib/review/assign-review";
import { findAssignment } from "@/lib/review/assignment-query";
import { claimFromAll } from "@/lib/review/claim-from-all";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { deferReview } from "@/lib/review/defer-review";
import { findAllDesks, findDesk } from "@/lib/review/desk-query";
import { undeferReview } from "@/lib/review/undefer-review";
import { undoVerdict } from "@/lib/review/undo-verdict";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const partial = {
  mode: "partial_automation",
  baseMode: "human_only",
  rampShare: 1,
  thresholds: { yes: 0.95 },
  qcShare: 1,
  blindShare: 1,
  slaMinutes: 60,
} as const;

/** Words and numbers that only the model, the route or the review's purpose could have put there. */
const traces =
  /0\.9713|0\.6127|confidence|suggest|score|purpose|quality|decide|adjudic|predict|threshold|model|route|mode"/i;

/** Everything that differs from item to item for good reason. */
function bare(item: object | null): unknown {
  return JSON.parse(
    JSON.stringify(item, (key, value) =>
      ["reviewId", "externalId", "arrivedAt", "dueAt"].includes(key) ? typeof value : value,
    ),
  );
}

describe("a blind reviewer's desk", () => {
  it("shows a check of an automated decision exactly as it shows an item that waits for people", async () => {
    const { useCaseId, slug } = await suppliedUseCase(partial);
    const [checked, left] = await submitAll(useCaseId, [letter("checked", 0.9713), letter("left", 0.6127)]);
    expect([checked?.status, left?.status]).toEqual(["decided", "in_review"]);
    expect(await database.review.findMany({ where: { useCaseId }, orderBy: { id: "asc" } })).toMatchObject([
      { purpose: "quality_control", reveal: "never" },
      { purpose: "decide", reveal: "never" },
    ]);
    const actor = await makeReviewer(useCaseId);
    const manager = await makeReviewer(useCaseId, "manager");
    for (const item of [checked, left]) {
      await assignReview({ actor: manager }, { useCaseId, itemId: item?.id ?? "", userId: actor.id });
    }
    const one = await claimNextReview({ actor }, { useCaseId, loaded: [] });
    const two = await claimFromAll({ actor }, { loaded: [one?.reviewId ?? ""] });
    expect(new Set([one?.externalId, two?.externalId])).toEqual(new Set(["checked", "left"]));
    expect(bare(one)).toEqual(bare(two));
    for (const item of [one, two]) {
      expect(Date.parse(item?.dueAt ?? "") - Date.parse(item?.arrivedAt ?? "")).toBe(60 * 60_000);
    }

    const back = [];
    for (const item of [one, two]) {
      const reviewId = item?.reviewId ?? "";
      const place = { useCaseId, reviewId };
      const receipt = await answerReview({ actor }, { ...place, answer: { outcome: "no" }, note: "" });
      const undone = await undoVerdict({ actor }, place);
      await deferReview({ actor }, { ...place, until: new Date(Date.now() + 60_000).toISOString() });
      back.push({
        receipt: { ...receipt, undoMs: typeof receipt.undoMs },
        undone,
        resumed: await undeferReview({ actor }, place),
      });
    }
    expect(bare(back[0] ?? null)).toEqual(bare(back[1] ?? null));

    const seen = JSON.stringify([one, two, back, await findDesk(actor, slug), await findAllDesks(actor)]);
    expect(seen).not.toMatch(traces);
    const assignments = await Promise.all([checked, left].map((item) => findAssignment(useCaseId, item?.id ?? "")));
    expect(assignments[0]).toEqual(assignments[1]);
  });

  it("tells an adjudicator nothing of why the item came to them", async () => {
    const { useCaseId, slug } = await suppliedUseCase({ ...partial, agreementAuditShare: 1 });
    const [item] = await submitAll(useCaseId, [letter("left", 0.6127)]);
    await database.review.updateMany({ where: { itemId: item?.id ?? "" }, data: { purpose: "adjudicate" } });
    await submitAll(useCaseId, [letter("other", 0.6127)]);
    const actor = await makeReviewer(useCaseId, "adjudicator");
    const one = await claimNextReview({ actor }, { useCaseId, loaded: [] });
    const two = await claimNextReview({ actor }, { useCaseId, loaded: [one?.reviewId ?? ""] });
    expect(bare(one)).toEqual(bare(two));
    expect(JSON.stringify([one, two, await findDesk(actor, slug)])).not.toMatch(traces);
  });
});
