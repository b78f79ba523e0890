import "server-only";
import { commitValue, newSalt } from "@/lib/audit/commit-value";
import { command } from "@/lib/command";
import { lockOverridden, sealedForYou, sealsFor } from "@/lib/items/overridden-item-query";
import { reopenInputSchema } from "@/lib/items/override-schema";
import { deciderOf } from "@/lib/items/store-overrides-query";
import { announce } from "@/lib/platform/announce";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { countOpinions } from "@/lib/review/second-opinion-query";

/**
 * Has a decided item looked at again, by a person who has not answered it and who is told neither the decision nor the
 * model's answer. The decision stays in force; a verdict that differs supersedes it. Throws `not_found`, `conflict` where
 * the item is not decided, somebody is at it already, or nobody is left to ask; `forbidden`.
 */
export const reopenItem = command({
  name: "reopen-item",
  permission: "decision.override",
  input: reopenInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, itemId, reason }, actor, now }) {
    const [item] = await lockOverridden(tx, useCaseId, [itemId], now);
    if (item === undefined) throw new AppError("not_found", "There is no item with this id.");
    if (sealsFor(actor, useCaseId)(item)) throw sealedForYou();
    if (item.erasedAt !== null) {
      throw new AppError(
        "conflict",
        "What this item held was erased, so nobody can look at it again. Its decision can still be overridden.",
      );
    }
    if (item.status === "unusable") {
      throw new AppError(
        "conflict",
        "This item was found to be unusable. If it can be decided after all, override it.",
      );
    }
    if (item.status !== "decided") throw new AppError("conflict", "This item waits for people already.");
    if (item.underWay.length > 0) throw new AppError("conflict", "A review of this item is under way already.");
    if (item.pending !== null) {
      throw new AppError("conflict", "This item is being overridden. Wait until that is final, or undo it.");
    }
    const { fresh } = await countOpinions(tx, { useCaseId, itemId, userId: actor.id ?? newId(now) });
    if (fresh === 0) {
      throw new AppError(
        "conflict",
        "Nobody is left to ask: everybody else who reviews here has answered this item. Override it, or add a reviewer.",
      );
    }
    const useCase = await tx.useCase.findUniqueOrThrow({ where: { id: useCaseId }, select: { id: true, slug: true } });
    const by = await deciderOf(tx, useCaseId, actor, now);
    const salt = newSalt();
    const [opened, request] = [newId(now), newId(now)];
    await tx.review.createMany({
      data: [
        { id: opened, itemId, useCaseId, purpose: "second_opinion", reveal: "never", createdAt: now },
        // Who asked and why, kept where other reasons are. It was never anybody's to answer.
        {
          id: request,
          itemId,
          useCaseId,
          purpose: "override",
          status: "cancelled",
          reveal: "before",
          createdAt: now,
          reviewerId: by.reviewerId,
          externalReviewerId: by.externalReviewerId,
          note: reason,
          noteSalt: salt,
        },
      ],
    });
    await announce(tx, { kind: "queue", useCaseId });
    return {
      result: null,
      events: [
        {
          type: "item.reopened",
          useCase,
          subject: { type: "item", id: itemId },
          priorDecision: { seq: item.seq, outcome: item.outcome, value: item.value },
          commentCommitment: commitValue(salt, "note", reason),
          detail: { review: opened, request },
        },
      ],
    };
  },
});
