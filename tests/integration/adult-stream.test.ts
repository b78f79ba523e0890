import { describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { adultDefinition, adultExpected, adultItems, adultMapping, adultModel } from "@/tests/support/adult";
import { type AnswerBody, call, makeKey } from "@/tests/support/api-client";
import { hasSharedData } from "@/tests/support/shared-data";

const timeout = 300_000;
const where = hasSharedData ? "" : " (left out: ../shared/data is not on this machine)";

describe.runIf(hasSharedData)(`the stream of US census incomes${where}`, () => {
  it("goes through the API from definition to decisions, with the model's own labels and probabilities", {
    timeout,
  }, async () => {
    const { key } = await makeKey();
    const path = `/use-cases/income-${newId().slice(-12)}`;
    expect((await call(key, "PUT", path, { body: adultDefinition })).status).toBe(201);

    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(adultModel())]), "income-boosted.onnx");
    form.set("name", "Gradient boosting");
    form.set("mapping", JSON.stringify(adultMapping));
    const model = await call(key, "POST", `${path}/models`, { raw: form });
    expect(model).toMatchObject({
      status: 201,
      body: { version: 1, mapping: { output: { tensor: "probabilities" } } },
    });

    const settings = { mode: "full_automation", champion: 1, qcShare: 0, reason: "The stream" };
    expect(await call(key, "POST", `${path}/policy`, { body: settings })).toMatchObject({ status: 200 });

    const items = adultItems();
    const results: AnswerBody[] = [];
    for (let start = 0; start < items.length; start += 10_000) {
      const raw = items
        .slice(start, start + 10_000)
        .map((item) => JSON.stringify(item))
        .join("\n");
      const headers = { "content-type": "application/x-ndjson" };
      results.push(...(await call(key, "POST", `${path}/items/batch`, { raw, headers })).body.results);
    }
    expect(results.map((result) => result.externalId)).toEqual(items.map((item) => item.externalId));
    expect(results.filter((result) => result.decision === null).map((result) => result.route)).toSatisfy(
      (routes: { reasons: string[] }[]) => routes.every(({ reasons }) => reasons.includes("unlisted_category")),
    );

    const expected = adultExpected();
    expect(expected).toHaveLength(2_000);
    const predictions = await database.prediction.findMany({
      where: { itemId: { in: results.slice(0, 2_000).map((result) => result.id) } },
      include: { item: { select: { externalId: true } } },
    });
    const answers = new Map(predictions.map((prediction) => [prediction.item.externalId, prediction]));
    for (const { externalId, label, probability } of expected) {
      const answer = answers.get(externalId);
      expect(answer?.outcome, externalId).toBe(label);
      const scores = answer?.scores as Record<string, number>;
      expect(Math.abs((scores[">50K"] ?? Number.NaN) - probability), externalId).toBeLessThan(1e-5);
    }
    const decided = new Map(
      results.map((result) => [result.externalId, result.decision as { outcome: string } | null]),
    );
    const wrong = expected.filter(({ externalId, label }) => (decided.get(externalId)?.outcome ?? label) !== label);
    expect(wrong).toEqual([]);
  });
});
