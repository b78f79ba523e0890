import "server-only";
import { fromPrisma } from "pg-boss";
import type { Job } from "@/lib/jobs/job";
import { jobQueue } from "@/lib/jobs/job-queue";
import type { Transaction } from "@/lib/platform/database";

/** Puts jobs in the queue in the caller's transaction: they exist if and only if the change does. One statement. */
export async function enqueue<Payload extends object>(
  tx: Transaction,
  job: Job<Payload>,
  payloads: readonly Payload[],
): Promise<void> {
  if (payloads.length === 0) return;
  const queue = await jobQueue();
  const jobs = payloads.map((data) => ({ data, ...(job.groupOf && { group: { id: job.groupOf(data) } }) }));
  await queue.insert(job.name, jobs, { db: fromPrisma(tx) });
}
