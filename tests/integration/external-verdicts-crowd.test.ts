import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { makeKey } from "@/tests/support/api-client";
import { crowdAnswers, crowdTruth, makeCrowdUseCase, sendCrowd } from "@/tests/support/crowd";
import { hasSharedData, readShared } from "@/tests/support/shared-data";

/** What the verdicts of a crowd come to, sent through the API as those of people who work elsewhere. */
describe.runIf(hasSharedData)("24,945 answers of 176 people on 8,315 questions", () => {
  let useCaseId: string;
  let slug: string;
  let key: string;
  let first: Record<string, unknown>[];

  beforeAll(async () => {
    ({ useCaseId, slug } = await makeCrowdUseCase());
    ({ key } = await makeKey(["verdicts:write"]));
    first = await sendCrowd(key, slug);
  }, 300_000);

  it("are all taken in, each answered in its place", async () => {
    const answers = crowdAnswers();
    expect(first).toHaveLength(24_945);
    expect(first.map(({ externalId, reviewer, outcome }) => [externalId, reviewer, outcome])).toEqual(
      answers.map(({ question, worker, answer }) => [question, worker, answer]),
    );
    expect(await database.review.count({ where: { useCaseId, purpose: "external", status: "settled" } })).toBe(24_945);
    expect(await database.externalReviewer.count({ where: { useCaseId } })).toBe(176);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "review.received" } })).toBe(24_945);
  });

  it("decide every item by majority, in the place of the reviews that waited, with the golden accuracy", async () => {
    const truth = crowdTruth();
    const items = await database.item.findMany({
      where: { useCaseId },
      select: { externalId: true, status: true, outcome: true, decidedBy: true },
    });
    expect(items).toHaveLength(8_315);
    expect(items.every(({ status, decidedBy }) => status === "decided" && decidedBy === "human")).toBe(true);
    expect(await database.review.count({ where: { useCaseId, status: "open" } })).toBe(0);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "decision.made" } })).toBe(8_315);
    const right = items.filter(({ externalId, outcome }) => outcome === truth.get(externalId)).length;
    const golden = JSON.parse(readShared("../reference/statistics-golden.json").toString());
    expect(right / items.length).toBeCloseTo(golden.dawidSkene.product.majorityAccuracy, 4);
  });

  it("change nothing when they are sent again, and are answered the same", async () => {
    const counts = async () => ({
      reviews: await database.review.count({ where: { useCaseId } }),
      decisions: await database.decision.count({ where: { item: { useCaseId } } }),
      events: await database.auditEvent.count({ where: { useCaseId } }),
    });
    const before = await counts();
    expect(await sendCrowd(key, slug)).toEqual(first);
    expect(await counts()).toEqual(before);
  });
});
