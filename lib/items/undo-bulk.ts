import "server-only";
import { command } from "@/lib/command";
import { undoBulkInputSchema } from "@/lib/items/bulk-schema";
import { announce } from "@/lib/platform/announce";
import { AppError } from "@/lib/platform/errors";
import { reviewEvent } from "@/lib/review/review-event";
import { answerOf } from "@/lib/review/review-view";
import { undoClosed } from "@/lib/review/undo-window";

/**
 * Takes a decision on many items back as one, while its window is open; items whose own override was taken back before
 * stay so. A second undo changes nothing. Answers with how many items. Throws `undo_closed` afterwards.
 */
export const undoBulk = command({
  name: "undo-bulk",
  permission: "decision.override",
  input: undoBulkInputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async () => null,

  async commit({ tx, input: { useCaseId, bulkId }, now }) {
    await tx.$queryRaw`
      SELECT FROM item WHERE id IN (SELECT item_id FROM review WHERE bulk_decision_id = ${bulkId}::uuid)
      ORDER BY id FOR NO KEY UPDATE`;
    const bulk = await tx.bulkDecision.findUnique({
      where: { id: bulkId, useCaseId },
      select: { undoUntil: true, undoneAt: true, useCase: { select: { id: true, slug: true } } },
    });
    if (bulk === null) throw new AppError("not_found", "There is no such decision.");
    if (bulk.undoneAt !== null) return { result: 0, unchanged: true };
    const settled = await tx.review.count({ where: { bulkDecisionId: bulkId, status: "settled" } });
    if (settled > 0 || bulk.undoUntil <= now) throw undoClosed();
    const undone = await tx.review.updateManyAndReturn({
      where: { bulkDecisionId: bulkId, status: "answered" },
      data: { status: "cancelled", undoUntil: null },
      select: { id: true, itemId: true, purpose: true, outcome: true, value: true },
    });
    await tx.bulkDecision.update({ where: { id: bulkId }, data: { undoneAt: now } });
    await announce(tx, { kind: "queue", useCaseId });
    const { useCase } = bulk;
    return {
      result: undone.length,
      events: [
        { type: "bulk.undone", useCase, subject: { type: "bulk", id: bulkId }, detail: { items: undone.length } },
        ...undone.map(({ outcome, value, ...review }) => {
          const answer = answerOf({ outcome, value });
          return reviewEvent(
            "review.undone",
            { ...review, useCase },
            { ...(answer !== null && { verdict: { review: review.id, ...answer } }), detail: { bulk: bulkId } },
          );
        }),
      ],
    };
  },
});
