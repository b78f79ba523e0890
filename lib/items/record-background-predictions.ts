import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { command } from "@/lib/command";
import { challengerBucket } from "@/lib/engine/draw-challengers";
import { fullSettings, type PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { Prediction } from "@/lib/inference/prediction";
import { askModel } from "@/lib/items/ask-model";
import { insertPredictions } from "@/lib/items/insert-predictions-query";
import { markForAgreement } from "@/lib/items/mark-for-agreement";
import { openAgreementAudits } from "@/lib/items/open-agreement-audits";
import { openDisagreements } from "@/lib/items/open-disagreements";
import { newId } from "@/lib/platform/clock";
import { database, type Transaction } from "@/lib/platform/database";
import type { Mode, PredictionRole } from "@/lib/platform/generated/prisma/enums";
import type { ItemInput } from "@/lib/use-cases/parse-input";

const inputSchema = z.object({
  useCaseId: z.uuid(),
  itemIds: z.array(z.uuid()),
  /** The model version that answers as a challenger; left out, the champion answers that was in force on arrival. */
  challenger: z.uuid().optional(),
});

interface Answered {
  id: string;
  itemId: string;
  supplied: false;
  prediction: Prediction;
  /** The rung that the item got. */
  mode: Mode;
  externalId: string;
  settings: PolicySettings;
}

/**
 * Records what models say about items after these were accepted: the champion that shadows them, or a challenger. It
 * changes nothing else; where that makes two answers that differ, they are compared here. Doing it twice changes nothing.
 */
export const recordBackgroundPredictions = command({
  name: "record-background-predictions",
  permission: "prediction.record",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,

  async prepare({ input, now }) {
    const { useCaseId, itemIds, challenger } = input;
    const items = await database.item.findMany({
      where: {
        useCaseId,
        id: { in: itemIds },
        erasedAt: null,
        ...(challenger === undefined
          ? { modelVersionId: { not: null }, predictions: { none: { role: "champion" } } }
          : { predictions: { none: { modelVersionId: challenger } } }),
      },
      select: {
        id: true,
        externalId: true,
        input: true,
        mode: true,
        modelVersionId: true,
        policy: { select: { settings: true } },
      },
    });
    const byModel = Map.groupBy(items, (item) => challenger ?? item.modelVersionId ?? "");
    const answered: { modelVersionId: string; rows: Answered[] }[] = [];
    for (const [modelVersionId, group] of byModel) {
      const predictions = await askModel(
        modelVersionId,
        group.map((item) => item.input as ItemInput),
      );
      const rows = group.flatMap(({ id: itemId, mode, externalId, policy }, index): Answered[] => {
        const prediction = predictions[index];
        if (prediction === undefined) return [];
        const settings = fullSettings(policy.settings as Partial<PolicySettings>);
        return [{ id: newId(now), itemId, supplied: false, prediction, mode, externalId, settings }];
      });
      answered.push({ modelVersionId, rows });
    }
    return answered;
  },

  async commit({ tx, input, prepared, now }) {
    const { slug } = await tx.useCase.findUniqueOrThrow({ where: { id: input.useCaseId }, select: { slug: true } });
    const useCase = { id: input.useCaseId, slug };
    const role: PredictionRole = input.challenger === undefined ? "champion" : "challenger";
    const kept = await lockItems(
      tx,
      prepared.flatMap(({ rows }) => rows.map(({ itemId }) => itemId)),
    );
    const events: AuditEvent[] = [];
    const recorded: string[] = [];
    for (const { modelVersionId, rows } of prepared) {
      const model = await tx.modelVersion.findUniqueOrThrow({
        where: { id: modelVersionId },
        select: { id: true, version: true, artifactSha256: true },
      });
      const about = rows.filter(({ itemId }) => kept.has(itemId));
      const fresh = await insertPredictions(tx, { modelVersionId, role }, about, now);
      for (const row of rows.filter(({ id }) => fresh.has(id))) {
        recorded.push(row.itemId);
        events.push(recordedEvent(useCase, model, role, row));
      }
    }
    events.push(...(await openDisagreements(tx, recorded, now)));
    if (role === "champion") {
      events.push(...(await openAgreementAudits(tx, recorded, now)));
      await markForAgreement(tx, recorded, now);
    }
    const [first, ...rest] = events;
    return first === undefined
      ? { result: recorded.length, unchanged: true }
      : { result: recorded.length, events: [first, ...rest] };
  },
});

/**
 * One transaction after the other per item, in one order for all: of two models that answer at the same time, the later
 * one sees the other's answer and compares. Those who only refer to an item are not kept waiting.
 * Answers with those that were not erased meanwhile.
 */
async function lockItems(tx: Transaction, itemIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM item
    WHERE id IN (SELECT jsonb_array_elements_text(${JSON.stringify(itemIds)}::jsonb)::uuid) AND erased_at IS NULL
    ORDER BY id FOR NO KEY UPDATE`;
  return new Set(rows.map(({ id }) => id));
}

function recordedEvent(
  useCase: { id: string; slug: string },
  model: { id: string; version: number; artifactSha256: Uint8Array | null },
  role: PredictionRole,
  { id, itemId, prediction, mode, externalId, settings }: Answered,
): AuditEvent {
  const { saltVersion } = settings;
  return {
    type: "prediction.recorded",
    useCase,
    subject: { type: "item", id: itemId },
    model: {
      id: model.id,
      version: model.version,
      sha256: model.artifactSha256 && Buffer.from(model.artifactSha256).toString("hex"),
      runtime: prediction.runtime,
    },
    mode,
    latencyMs: prediction.latencyMs,
    ...(role === "challenger" && {
      buckets: { challenger: challengerBucket(useCase.id, model.version, saltVersion, externalId) },
    }),
    output: !prediction.ok
      ? { reasons: ["prediction_failed"] }
      : "value" in prediction
        ? { value: prediction.value }
        : { outcome: prediction.outcome, score: prediction.confidence },
    detail: { prediction: id, role, ...(prediction.ok ? {} : { failure: prediction.failure.code }) },
  };
}
