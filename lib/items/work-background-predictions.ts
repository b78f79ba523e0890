import "server-only";
import { systemActor } from "@/lib/access/actor";
import { recordBackgroundPredictions } from "@/lib/items/record-background-predictions";
import { challengerPredictionsJob, shadowPredictionsJob } from "@/lib/jobs/background-predictions-job";
import { jobQueue } from "@/lib/jobs/job-queue";

const context = { actor: systemActor("worker") };

/** Several challengers at a time, and one job of each, on all workers: one that hangs holds one place. */
const challenging = { localConcurrency: 8, groupConcurrency: 1, pollingIntervalSeconds: 0.5 };

/** Takes what models are to say in the background from the queues, until the queue is stopped. */
export async function workBackgroundPredictions(): Promise<void> {
  const queue = await jobQueue();
  await queue.work(shadowPredictionsJob.name, { batchSize: 4, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const { data } of jobs) await recordBackgroundPredictions(context, shadowPredictionsJob.payload.parse(data));
  });
  await queue.work(challengerPredictionsJob.name, challenging, async (jobs) => {
    for (const { data } of jobs)
      await recordBackgroundPredictions(context, challengerPredictionsJob.payload.parse(data));
  });
}
