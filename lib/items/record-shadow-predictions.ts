import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { askModel } from "@/lib/items/ask-model";
import { insertPredictions } from "@/lib/items/insert-predictions-query";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/**
 * Lets the champion that was in force on arrival answer items that it shadows. Doing it twice changes nothing; where a
 * verdict is final already, the two are compared here.
 */
export const recordShadowPredictions = command({
  name: "record-shadow-predictions",
  permission: "prediction.record",
  input: z.object({ useCaseId: z.uuid(), itemIds: z.array(z.uuid()) }),
  useCaseId: (input) => input.useCaseId,

  async prepare({ input, now }) {
    const items = await database.item.findMany({
      where: {
        useCaseId: input.useCaseId,
        id: { in: input.itemIds },
        modelVersionId: { not: null },
        predictions: { none: {} },
      },
      select: { id: true, input: true, modelVersionId: true },
    });
    const byModel = Map.groupBy(items, (item) => item.modelVersionId ?? "");
    const answered = [];
    for (const [modelVersionId, group] of byModel) {
      const predictions = await askModel(
        modelVersionId,
        group.map((item) => item.input as ItemInput),
      );
      const rows = group.flatMap((item, index) => {
        const prediction = predictions[index];
        return prediction === undefined ? [] : [{ id: newId(now), itemId: item.id, prediction, supplied: false }];
      });
      answered.push({ modelVersionId, rows });
    }
    return answered;
  },

  async commit({ tx, input, prepared, now }) {
    const { slug } = await tx.useCase.findUniqueOrThrow({ where: { id: input.useCaseId }, select: { slug: true } });
    const useCase = { id: input.useCaseId, slug };
    const events: AuditEvent[] = [];
    const recorded: string[] = [];
    for (const { modelVersionId, rows } of prepared) {
      const model = await tx.modelVersion.findUniqueOrThrow({
        where: { id: modelVersionId },
        select: { id: true, version: true, artifactSha256: true },
      });
      const fresh = await insertPredictions(tx, modelVersionId, rows, now);
      for (const { id, itemId, prediction } of rows.filter((row) => fresh.has(row.id))) {
        recorded.push(itemId);
        events.push({
          type: "prediction.recorded",
          useCase,
          subject: { type: "item", id: itemId },
          model: {
            id: model.id,
            version: model.version,
            sha256: model.artifactSha256 && Buffer.from(model.artifactSha256).toString("hex"),
            runtime: prediction.runtime,
          },
          mode: "shadow",
          latencyMs: prediction.latencyMs,
          output: !prediction.ok
            ? { reasons: ["prediction_failed"] }
            : "value" in prediction
              ? { value: prediction.value }
              : { outcome: prediction.outcome, score: prediction.confidence },
          detail: { prediction: id, ...(prediction.ok ? {} : { failure: prediction.failure.code }) },
        });
      }
    }
    events.push(...(await openDisagreements(tx, recorded, now)));
    const [first, ...rest] = events;
    return first === undefined
      ? { result: recorded.length, unchanged: true }
      : { result: recorded.length, events: [first, ...rest] };
  },
});
