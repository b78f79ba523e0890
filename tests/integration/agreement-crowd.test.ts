import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { findAgreementReport, findReviewerFigures } from "@/lib/reports/agreement-page-query";
import { countAgreement } from "@/lib/reports/count-agreement";
import { findUseCaseBySlug, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { call, makeKey } from "@/tests/support/api-client";
import { crowdAnswers, crowdTruth, seedCrowd } from "@/tests/support/crowd";
import { hasSharedData, readShared } from "@/tests/support/shared-data";
import { system } from "@/tests/support/supplied-use-case";

/** How often "1" and "0" were said of each question, straight from the file. */
function tally(): Map<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  for (const { question, answer } of crowdAnswers()) {
    const count = counts.get(question) ?? [0, 0];
    count[answer === "1" ? 1 : 0]++;
    counts.set(question, count);
  }
  return counts;
}

/** Krippendorff's alpha by the definition: every pair of values within an item, and every pair of values at all. */
function alphaByPairs(): number {
  let [observed, zeros, ones] = [0, 0, 0];
  for (const [no, yes] of tally().values()) {
    const values = [...Array<number>(no).fill(0), ...Array<number>(yes).fill(1)];
    for (const [place, one] of values.entries()) {
      for (const [other, two] of values.entries()) {
        if (place !== other && one !== two) observed += 1 / (values.length - 1);
      }
    }
    zeros += no;
    ones += yes;
  }
  const n = zeros + ones;
  return 1 - observed / n / ((2 * zeros * ones) / (n * (n - 1)));
}

/** Fleiss' kappa and Gwet's AC1 for three answers each, from the share of pairs that agree and the share of "1". */
function kappaAndAc1ByShares(): { kappa: number; ac1: number } {
  const counts = [...tally().values()];
  const agreed = counts.reduce((sum, [no, yes]) => sum + (no === 3 || yes === 3 ? 1 : 1 / 3), 0) / counts.length;
  const ones = counts.reduce((sum, [, yes]) => sum + yes / 3, 0) / counts.length;
  const [fleiss, gwet] = [ones ** 2 + (1 - ones) ** 2, 2 * ones * (1 - ones)];
  return { kappa: (agreed - fleiss) / (1 - fleiss), ac1: (agreed - gwet) / (1 - gwet) };
}

describe.runIf(hasSharedData)("the agreement of 176 people on 8,315 questions", () => {
  let useCase: UseCaseRecord;

  beforeAll(async () => {
    const { slug } = await seedCrowd();
    while (await countAgreement());
    const found = await findUseCaseBySlug(slug);
    if (found === null) throw new Error("The crowd's use case is gone.");
    useCase = found;
  }, 240_000);

  it("counts every verdict of every item", async () => {
    const { people, counting } = await findAgreementReport(system.actor, useCase, {});
    expect(people).toMatchObject({ items: 8_315, verdicts: 24_945, n: 24_945 });
    expect(counting).toBe(false);
  });

  it("has the alpha, kappa and AC1 that a count by hand has, each inside its interval", async () => {
    const { people } = await findAgreementReport(system.actor, useCase, {});
    const { kappa, ac1 } = kappaAndAc1ByShares();
    expect(people.alpha?.value).toBeCloseTo(alphaByPairs(), 10);
    expect(people.kappa?.value).toBeCloseTo(kappa, 10);
    expect(people.ac1?.value).toBeCloseTo(ac1, 10);
    for (const estimate of [people.alpha, people.kappa, people.ac1]) {
      expect(estimate?.interval?.lower).toBeLessThan(estimate?.value ?? 0);
      expect(estimate?.interval?.upper).toBeGreaterThan(estimate?.value ?? 0);
      expect(estimate?.error).toBeLessThan(0.02);
    }
  });

  it("gives the majority its golden accuracy", async () => {
    const truth = crowdTruth();
    const golden = JSON.parse(readShared("../reference/statistics-golden.json").toString());
    const items = await database.item.findMany({
      where: { useCaseId: useCase.id },
      select: { externalId: true, outcome: true },
    });
    const right = items.filter(({ externalId, outcome }) => truth.get(externalId) === outcome).length;
    expect(right / items.length).toBeCloseTo(golden.dawidSkene.product.majorityAccuracy, 4);
  });

  it("holds each of them against the majority by name, and none of those with fewer than twenty answers", async () => {
    const figures = await findReviewerFigures(system.actor, useCase, {});
    expect(figures?.reviewers).toHaveLength(176);
    const said = Map.groupBy(crowdAnswers(), ({ worker }) => worker);
    const counts = tally();
    for (const { name, external, verdicts, truth, seconds } of figures?.reviewers ?? []) {
      const answers = said.get(name) ?? [];
      const majority = (question: string) => ((counts.get(question)?.[1] ?? 0) >= 2 ? "1" : "0");
      const right = answers.filter(({ question, answer }) => answer === majority(question)).length;
      expect({ external, verdicts, seconds }).toEqual({ external: true, verdicts: answers.length, seconds: null });
      if (answers.length < 20) expect(truth).toBeNull();
      else expect(truth).toMatchObject({ agreed: right, n: answers.length });
    }
  });

  it("says the same by API", async () => {
    const { key } = await makeKey(["items:read"]);
    const { status, body } = await call(key, "GET", `/use-cases/${useCase.slug}/agreement`);
    expect(status).toBe(200);
    const krippendorffsAlpha = { value: expect.closeTo(alphaByPairs(), 10) };
    expect(body).toMatchObject({ people: { items: 8_315, verdicts: 24_945, krippendorffsAlpha }, complete: true });
  });

  it("stays what it is, counted again", async () => {
    const before = await findAgreementReport(system.actor, useCase, {});
    await database.$executeRaw`
      INSERT INTO agreement_pending (id, item_id)
      SELECT gen_random_uuid(), id FROM item WHERE use_case_id = ${useCase.id}::uuid`;
    while (await countAgreement());
    expect(await findAgreementReport(system.actor, useCase, {})).toEqual(before);
  }, 60_000);
});
