import type { QueueView } from "@/lib/review/queue-query";

/** What is counted of a queue, or of several together. */
export type QueueCounts = Pick<QueueView, "waiting" | "claimed" | "skipped" | "deferred" | "overdue">;

/** Several queues as one. */
export function queueTotal(queues: readonly QueueCounts[]): QueueCounts {
  const sum = (count: keyof QueueCounts) => queues.reduce((total, queue) => total + queue[count], 0);
  return {
    waiting: sum("waiting"),
    claimed: sum("claimed"),
    skipped: sum("skipped"),
    deferred: sum("deferred"),
    overdue: sum("overdue"),
  };
}
