import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { stopInference } from "@/lib/inference/predict";
import { submitItems } from "@/lib/items/submit-items";
import { database } from "@/lib/platform/database";
import { inferenceChildren } from "@/tests/support/inference-children";
import { scored, scoredUseCase } from "@/tests/support/scored-use-case";
import { system } from "@/tests/support/supplied-use-case";

afterAll(stopInference);

const callers = 8;
const callsAfterwards = 5;
const itemsPerCall = 5;
/** One more within a minute, and the model is left alone for a while. */
const kills = 4;

it("kill -9 of a model's process under load loses no item and gives none a wrong answer", async () => {
  const { useCaseId } = await scoredUseCase({ mode: "full_automation", qcShare: 0 });
  const certainty = (index: number) => 0.5 + (index % 400) / 1000;
  let next = 0;
  let acknowledged = 0;
  let rest = Number.POSITIVE_INFINITY;
  const caller = async () => {
    while (rest-- > 0) {
      const items = Array.from({ length: itemsPerCall }, () => {
        const index = next++;
        return scored(`item-${index}`, certainty(index));
      });
      const results = await submitItems(system, { useCaseId, items });
      expect(results.every((result) => result.ok)).toBe(true);
      acknowledged += results.length;
    }
  };
  const calling = Promise.all(Array.from({ length: callers }, caller));
  const killed: number[] = [];
  while (killed.length < kills) {
    const known = acknowledged;
    while (acknowledged === known) await pause(5);
    const [pid] = inferenceChildren();
    if (pid === undefined || killed.includes(pid)) continue;
    process.kill(pid, "SIGKILL");
    killed.push(pid);
  }
  rest = callers * callsAfterwards;
  await calling;

  expect(acknowledged).toBe(next);
  const stored = await database.item.findMany({
    where: { useCaseId },
    select: {
      externalId: true,
      status: true,
      outcome: true,
      predictions: { select: { outcome: true, confidence: true, failure: true } },
      reviews: { select: { id: true } },
    },
  });
  expect(new Set(stored.map(({ externalId }) => externalId)).size).toBe(acknowledged);
  let answered = 0;
  for (const { externalId, status, outcome, predictions, reviews } of stored) {
    const [prediction, ...others] = predictions;
    expect(others).toEqual([]);
    if (prediction?.failure === null) {
      answered += 1;
      const index = Number(externalId.slice("item-".length));
      expect(prediction).toMatchObject({ outcome: "yes", confidence: expect.closeTo(certainty(index), 5) });
      expect({ status, outcome, reviews: reviews.length }).toEqual({ status: "decided", outcome: "yes", reviews: 0 });
    } else {
      expect(prediction).toMatchObject({ failure: { code: expect.stringMatching("unavailable|crash") } });
      expect({ status, outcome, reviews: reviews.length }).toEqual({ status: "in_review", outcome: null, reviews: 1 });
    }
  }
  // Rows that a kill caught are given to the next process; only one that is caught twice, and alone, is given up.
  expect(answered).toBeGreaterThan(acknowledged - 2 * kills);
});
