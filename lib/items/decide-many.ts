import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { commitValue } from "@/lib/audit/commit-value";
import { command } from "@/lib/command";
import { requireBulk } from "@/lib/items/bulk-limit";
import { bulkInputSchema, bulkUndoSeconds } from "@/lib/items/bulk-schema";
import type { BulkResult } from "@/lib/items/bulk-view";
import { checkNewDecision } from "@/lib/items/check-new-decision";
import { lockOverridden, sealsFor } from "@/lib/items/overridden-item-query";
import { overrideEvent } from "@/lib/items/override-event";
import { sortOutBulk } from "@/lib/items/sort-out-bulk";
import { storeOverrides } from "@/lib/items/store-overrides-query";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyShared } from "@/lib/policies/policy-lock";

/**
 * Decides many items in one go, as they were previewed: all of them or, where anything fails, none. An item that has
 * changed since, or that a reviewer is at, is left out and named. Each is an override of its own, which takes force when
 * the time to take all back is over. Throws `forbidden`, `too_large` beyond what the person's roles allow, `conflict` where
 * nothing is left to decide, `invalid_input`.
 */
export const decideMany = command({
  name: "decide-many",
  permission: "decision.override",
  input: bulkInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const { useCaseId, ids, seqs, filter, answer, reason, reasonCode } = input;
    const person = requireBulk(actor, useCaseId, ids.length);
    await lockPolicyShared(tx, useCaseId);
    const useCase = await checkNewDecision(tx, useCaseId, input);
    const items = await lockOverridden(tx, useCaseId, ids, now);
    const { taken, leftOut } = sortOutBulk(items, {
      answer,
      seals: sealsFor(actor, useCaseId),
      seqOf: new Map(ids.map((id, place) => [id, seqs[place] ?? 0])),
    });
    if (taken.length === 0) {
      throw new AppError("conflict", "Nothing is left to decide: all of these items have changed since the preview.");
    }
    const bulkId = newId(now);
    const undoUntil = new Date(now.getTime() + Math.max(bulkUndoSeconds, env.undoSeconds) * 1000);
    await tx.bulkDecision.create({
      data: {
        id: bulkId,
        useCaseId,
        userId: person.id,
        outcome: "outcome" in answer ? answer.outcome : null,
        value: "value" in answer ? answer.value : null,
        reasonCode,
        reason,
        items: taken.length,
        ...(filter !== null && { filter }),
        createdAt: now,
        undoUntil,
      },
    });
    const stored = await storeOverrides(tx, {
      useCaseId,
      itemIds: taken.map(({ id }) => id),
      decision: input,
      by: { reviewerId: person.id, externalReviewerId: null, name: person.name },
      bulkDecisionId: bulkId,
      undoUntil,
      now,
    });
    const itemOf = new Map(taken.map((item) => [item.id, item]));
    const each = stored.flatMap(({ id, itemId, salt }): AuditEvent[] => {
      const item = itemOf.get(itemId);
      const comment = commitValue(salt, "note", reason);
      if (item === undefined) return [];
      return [
        overrideEvent({ useCase, item, reviewId: id, decision: input, comment, undoUntil, seen: now, bulk: bulkId }),
      ];
    });
    await announce(tx, { kind: "queue", useCaseId });
    const result: BulkResult = {
      bulkId,
      decided: taken.length,
      leftOut,
      undoMs: undoUntil.getTime() - now.getTime(),
    };
    return {
      result,
      events: [
        {
          type: "bulk.decided",
          useCase,
          subject: { type: "bulk", id: bulkId },
          newSubject: true,
          output: answer,
          ...(reasonCode !== null && { reasonCode }),
          detail: {
            items: taken.length,
            left_out: leftOut.reduce((sum, { count }) => sum + count, 0),
            undo_until: undoUntil.toISOString(),
          },
        },
        ...each,
      ],
    };
  },
});
