import "server-only";
import { fromPrisma } from "pg-boss";
import type { Job } from "@/lib/jobs/job";
import { jobQueue } from "@/lib/jobs/job-queue";
import type { Transaction } from "@/lib/platform/database";

/** Puts a job in the queue in the caller's transaction: it exists if and only if the change does. */
export async function enqueue<Payload extends object>(
  tx: Transaction,
  job: Job<Payload>,
  payload: Payload,
): Promise<void> {
  const queue = await jobQueue();
  await queue.send(job.name, payload, { db: fromPrisma(tx) });
}
