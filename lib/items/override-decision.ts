import "server-only";
import { commitValue } from "@/lib/audit/commit-value";
import { command } from "@/lib/command";
import { checkNewDecision } from "@/lib/items/check-new-decision";
import { lockOverridden, sealedForYou, sealsFor } from "@/lib/items/overridden-item-query";
import { overrideEvent } from "@/lib/items/override-event";
import { overrideInputSchema } from "@/lib/items/override-schema";
import { deciderOf, storeOverrides } from "@/lib/items/store-overrides-query";
import { announce } from "@/lib/platform/announce";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { lockPolicyShared } from "@/lib/policies/policy-lock";

/**
 * Gives an item another outcome than the decision in force, or decides one that still waits for people. It takes force
 * when the undo window (`UNDO_SECONDS`) has closed, and open reviews of the item are cancelled then; callers hear of it
 * only then. The same override sent again in that time answers as the first. Throws `not_found`, `conflict` where that is
 * the outcome in force already or somebody else is overriding the item, `invalid_input`, `forbidden`.
 */
export const overrideDecision = command({
  name: "override-decision",
  permission: "decision.override",
  input: overrideInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input, actor, now }) {
    const { useCaseId, itemId, answer, reason } = input;
    await lockPolicyShared(tx, useCaseId);
    const useCase = await checkNewDecision(tx, useCaseId, input);
    const [item] = await lockOverridden(tx, useCaseId, [itemId], now);
    if (item === undefined) throw new AppError("not_found", "There is no item with this id.");
    if (sealsFor(actor, useCaseId)(item)) throw sealedForYou();
    const by = await deciderOf(tx, useCaseId, actor, now);
    const given = { outcome: null, value: null, ...answer };
    if (item.pending !== null) {
      const { pending } = item;
      const same =
        pending.reviewerId === by.reviewerId &&
        pending.externalReviewerId === by.externalReviewerId &&
        pending.outcome === given.outcome &&
        pending.value === given.value &&
        pending.note === reason;
      if (!same) {
        throw new AppError(
          "conflict",
          `${pending.who} has overridden this item a moment ago and can still undo it. Wait until it is final.`,
        );
      }
      return { result: resultOf(pending.id, by.name, pending.undoUntil, now), unchanged: true };
    }
    if (item.status === "decided" && item.outcome === given.outcome && item.value === given.value) {
      throw new AppError("conflict", "This is the decision in force already, so there is nothing to override.");
    }
    const undoUntil = new Date(now.getTime() + env.undoSeconds * 1000);
    const [stored] = await storeOverrides(tx, {
      useCaseId,
      itemIds: [itemId],
      decision: input,
      by,
      bulkDecisionId: null,
      undoUntil,
      now,
    });
    if (stored === undefined) throw new Error("No override was stored.");
    await announce(tx, { kind: "queue", useCaseId });
    return {
      result: resultOf(stored.id, by.name, undoUntil, now),
      events: [
        overrideEvent({
          useCase,
          item,
          reviewId: stored.id,
          decision: input,
          comment: commitValue(stored.salt, "note", reason),
          undoUntil,
          seen: by.reviewerId === null ? null : now,
        }),
      ],
    };
  },
});

const resultOf = (reviewId: string, reviewer: string, undoUntil: Date, now: Date) => ({
  reviewId,
  /** Whose it is on record. */
  reviewer,
  takesEffectAt: undoUntil.toISOString(),
  undoMs: Math.max(0, undoUntil.getTime() - now.getTime()),
});
