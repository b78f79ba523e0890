import "server-only";
import { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { newSalt } from "@/lib/audit/commit-value";
import { command, Outdated } from "@/lib/command";
import { enqueueBackgroundPredictions } from "@/lib/items/enqueue-background-predictions";
import { findSubmitted } from "@/lib/items/item-query";
import { type ItemView, itemView } from "@/lib/items/item-view";
import { limitRate } from "@/lib/items/limit-rate";
import { type ParsedItem, parseItem } from "@/lib/items/parse-item";
import { routeItems } from "@/lib/items/route-items";
import { type RoutedItem, routedDecision } from "@/lib/items/routed-item";
import { storeItems } from "@/lib/items/store-items-query";
import { submissionEvents } from "@/lib/items/submission-events";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { isStillInForce } from "@/lib/policies/policy-in-force-query";
import { lockPolicyShared } from "@/lib/policies/policy-lock";
import { forgetUseCase, recentUseCase } from "@/lib/use-cases/use-case-query";

/** What became of one submitted item. */
export type Submission = { ok: true; created: boolean; item: ItemView } | { ok: false; error: AppError };

const conflict = (externalId: string) =>
  new AppError(
    "external_id_conflict",
    `The external id "${externalId.slice(0, 60)}" was used before with another body.`,
    {
      problems: [{ path: "externalId", message: "This external id was used before with another body." }],
    },
  );

/** Its body is not compared: even its hash is gone. */
const erased = (externalId: string, erasedAt: string) =>
  new AppError(
    "item_erased",
    `The item with the external id "${externalId.slice(0, 60)}" was erased on ${erasedAt.slice(0, 10)}, and is not taken in again.`,
    { problems: [{ path: "externalId", message: "The item with this external id was erased." }] },
  );

/**
 * Takes items in, in one transaction: parses them, lets the champion answer where the mode asks for it, routes them, and
 * stores them with predictions, decisions, reviews and audit events. One result per body, in order; a bad item fails
 * alone. The same external id again answers with the stored item, or with `external_id_conflict` for another body; with
 * `item_erased` where what that item held was erased.
 */
export const submitItems = command({
  name: "submit-items",
  permission: "item.submit",
  input: z.object({
    useCaseId: z.uuid(),
    items: z.array(z.unknown()).max(10_000),
    /** Marks what a demo or a simulation sends. */
    simulated: z.boolean().optional(),
  }),
  useCaseId: (input) => input.useCaseId,

  async prepare({ input, now }) {
    const useCase = await recentUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const bodies = input.items.map((body) => parseItem(useCase.definition, body));
    const fresh = new Map<string, ParsedItem>();
    for (const body of bodies) {
      if (!(body instanceof AppError) && !fresh.has(body.externalId)) fresh.set(body.externalId, body);
    }
    const known = await findSubmitted(database, useCase.id, [...fresh.keys()]);
    for (const externalId of known.keys()) fresh.delete(externalId);
    const { items, fallbackModel } = await routeItems(useCase, [...fresh.values()], now);
    const ready = items.map(
      (item): RoutedItem => ({
        ...item,
        id: newId(now),
        salt: newSalt(),
        predictionId: item.prediction === null ? null : newId(now),
        fallbackPredictionId: item.fallbackPrediction === null ? null : newId(now),
      }),
    );
    return { useCase, bodies, known, ready, fallbackModel };
  },

  async commit({ tx, input, prepared, now }) {
    const { useCase, bodies, known, ready, fallbackModel } = prepared;
    const { policy, champion } = useCase;
    const views = new Map([...known].map(([externalId, submitted]) => [externalId, submitted.view]));
    const hashes = new Map([...known].map(([externalId, submitted]) => [externalId, submitted.bodySha256]));
    const created = new Set<string>();
    const events: AuditEvent[] = [];

    await lockPolicyShared(tx, useCase.id);
    if (!(await isStillInForce(tx, useCase))) {
      forgetUseCase(useCase.id);
      throw new Outdated();
    }
    if (ready.length > 0) {
      const routed = await limitRate(tx, useCase, ready, now);
      const inserted = await storeItems(tx, routed, {
        useCaseId: useCase.id,
        policyId: policy.id,
        modelVersionId: champion?.id ?? null,
        fallbackModelId: fallbackModel?.id ?? null,
        simulated: input.simulated ?? false,
        slaMinutes: policy.settings.slaMinutes,
        now,
      });
      if (inserted.size < routed.length) throw new Outdated();
      await enqueueBackgroundPredictions(tx, useCase, routed);

      for (const item of routed) {
        const externalId = item.parsed.externalId;
        created.add(externalId);
        hashes.set(externalId, item.parsed.bodySha256);
        views.set(externalId, viewOf(item, policy.version, champion?.version ?? null, now));
        events.push(...submissionEvents(useCase, item, fallbackModel));
      }
    }

    const result = bodies.map((body): Submission => {
      if (body instanceof AppError) return { ok: false, error: body };
      const view = views.get(body.externalId);
      const hash = hashes.get(body.externalId);
      if (view === undefined || hash === undefined) throw new Error("A submitted item got lost.");
      if (view.erasedAt !== null) return { ok: false, error: erased(body.externalId, view.erasedAt) };
      if (Buffer.compare(hash, body.bodySha256) !== 0) return { ok: false, error: conflict(body.externalId) };
      return { ok: true, created: created.delete(body.externalId), item: view };
    });
    const [first, ...rest] = events;
    return first === undefined ? { result, unchanged: true } : { result, events: [first, ...rest] };
  },
});

function viewOf(item: RoutedItem, policyVersion: number, championVersion: number | null, now: Date): ItemView {
  const { id, parsed, route } = item;
  const decision = routedDecision(item);
  return itemView({
    id,
    externalId: parsed.externalId,
    status: decision === null ? "in_review" : "decided",
    outcome: decision?.outcome ?? null,
    value: decision?.value ?? null,
    decidedBy: decision?.decidedBy ?? null,
    decidedAt: decision === null ? null : now,
    mode: route.effectiveMode,
    reasons: route.reasons,
    policyVersion,
    modelVersion: route.effectiveMode === "human_only" ? null : championVersion,
    createdAt: now,
    erasedAt: null,
  });
}
