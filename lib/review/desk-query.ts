import "server-only";
import type { Actor } from "@/lib/access/actor";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { ReviewStatus } from "@/lib/platform/generated/prisma/enums";
import { type Desk, deskOf, type RecentVerdict } from "@/lib/review/desk-view";
import { findQueue, listQueues, type QueueView } from "@/lib/review/queue-query";
import { findRecentInputs } from "@/lib/review/recent-inputs-query";
import { answerOf } from "@/lib/review/review-view";
import { reviewerOf } from "@/lib/review/reviewer-of";
import { undoMsOf } from "@/lib/review/undo-window";
import { findVisibleUseCase, listUseCases, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

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
  const [desk, recent] = await Promise.all([makeDesk(useCase), listRecentVerdicts(reviewerOf(actor).id, [useCase.id])]);
  return { name, desk, queue, recent };
}

/** The desks of all use cases that this person reviews in, for one mixed queue; those with work first. */
export async function findAllDesks(
  actor: Actor,
): Promise<{ desks: Desk[]; queues: QueueView[]; recent: RecentVerdict[] }> {
  const queues = await listQueues(actor);
  const records = await listUseCases(queues.map((queue) => queue.useCase.id));
  const ordered = queues.flatMap(({ useCase }) => records.find((record) => record.id === useCase.id) ?? []);
  const [desks, recent] = await Promise.all([
    Promise.all(ordered.map(makeDesk)),
    listRecentVerdicts(
      reviewerOf(actor).id,
      ordered.map((record) => record.id),
    ),
  ]);
  return { desks, queues, recent };
}

async function makeDesk(useCase: UseCaseRecord): Promise<Desk> {
  return deskOf(useCase, await findRecentInputs(useCase));
}

/** The reviewer's last verdicts in these use cases, the latest first. Those of overrides are not given at a desk. */
export async function listRecentVerdicts(reviewerId: string, useCaseIds: readonly string[]): Promise<RecentVerdict[]> {
  const now = clock.now();
  const rows = await database.$queryRaw<
    {
      useCaseId: string;
      reviewId: string;
      externalId: string;
      outcome: string | null;
      value: number | null;
      unusable: boolean;
      status: ReviewStatus;
      undoUntil: Date | null;
    }[]
  >`
    SELECT r.use_case_id AS "useCaseId", r.id AS "reviewId", i.external_id AS "externalId", r.outcome, r.value, r.unusable,
           r.status, r.undo_until AS "undoUntil"
    FROM review r JOIN item i ON i.id = r.item_id
    WHERE r.reviewer_id = ${reviewerId}::uuid AND r.use_case_id = ANY(${[...useCaseIds]}::uuid[])
      AND r.answered_at IS NOT NULL AND r.status <> 'cancelled' AND r.purpose <> 'override'
    ORDER BY r.answered_at DESC LIMIT ${recentCount}`;
  return rows.map(({ outcome, value, status, undoUntil, ...verdict }) => ({
    ...verdict,
    answer: answerOf({ outcome, value }),
    undoMs: undoMsOf({ status, undoUntil }, now),
  }));
}
