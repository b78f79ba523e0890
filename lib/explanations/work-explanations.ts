import "server-only";
import { explainPrediction } from "@/lib/explanations/explain-prediction";
import { explainPredictionJob } from "@/lib/jobs/explain-prediction-job";
import { jobQueue } from "@/lib/jobs/job-queue";

/** One at a time and one of a model on all workers: what people wait for is predictions. */
const options = { localConcurrency: 1, groupConcurrency: 1, pollingIntervalSeconds: 0.5 };

/** Takes what is to be explained from the queue, until the queue is stopped. */
export async function workExplanations(): Promise<void> {
  const queue = await jobQueue();
  await queue.work(explainPredictionJob.name, options, async (jobs) => {
    for (const { data } of jobs) await explainPrediction(explainPredictionJob.payload.parse(data).predictionId);
  });
}
