import "server-only";
import type { Actor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { ReviewStatus } from "@/lib/platform/generated/prisma/enums";
import { undoMsOf } from "@/lib/review/answer-review";
import { type Desk, deskOf, type RecentVerdict } from "@/lib/review/desk-view";
import { findQueue, type QueueView } from "@/lib/review/queue-query";
import { answerOf } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

const recentCount = 10;

/** A use case's name, and its desk where the person reviews in it. */
export type FoundDesk = { name: string } & ({ desk: null } | { desk: Desk; queue: QueueView; recent: RecentVerdict[] });

/** The desk of a use case, with what waits and the latest verdicts; null where this person does not see the use case. */
export async function findDesk(actor: Actor, slug: string): Promise<FoundDesk | null> {
  const useCase = await findVisibleUseCase(actor, slug);
  if (useCase === null) return null;
  const { name } = useCase.definition;
  const queue = await findQueue(actor, useCase.id);
  if (queue === null) return { name, desk: null };
  return { name, desk: deskOf(useCase), queue, recent: await listRecentVerdicts(reviewerOf(actor).id, useCase.id) };
}

/** The reviewer's last verdicts in a use case, the latest first. */
async function listRecentVerdicts(reviewerId: string, useCaseId: string): Promise<RecentVerdict[]> {
  const now = clock.now();
  const rows = await database.$queryRaw<
    {
      reviewId: string;
      externalId: string;
      outcome: string | null;
      value: number | null;
      status: ReviewStatus;
      undoUntil: Date | null;
    }[]
  >`
    SELECT r.id AS "reviewId", i.external_id AS "externalId", r.outcome, r.value, r.status, r.undo_until AS "undoUntil"
    FROM review r JOIN item i ON i.id = r.item_id
    WHERE r.reviewer_id = ${reviewerId}::uuid AND r.use_case_id = ${useCaseId}::uuid AND r.answered_at IS NOT NULL
    ORDER BY r.answered_at DESC LIMIT ${recentCount}`;
  return rows.flatMap((row) => {
    const answer = answerOf(row);
    return answer === null
      ? []
      : [{ reviewId: row.reviewId, externalId: row.externalId, answer, undoMs: undoMsOf(row, now) }];
  });
}
