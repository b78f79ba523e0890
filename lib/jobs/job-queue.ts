import "server-only";
import { PgBoss } from "pg-boss";
import { challengerPredictionsJob, shadowPredictionsJob } from "@/lib/jobs/background-predictions-job";
import { explainPredictionJob } from "@/lib/jobs/explain-prediction-job";
import { env } from "@/lib/platform/env";
import { logger } from "@/lib/platform/logger";

/** Every queue that exists. A failed job is tried again with growing pauses. */
const queues = [shadowPredictionsJob, challengerPredictionsJob, explainPredictionJob];

const shared = globalThis as typeof globalThis & { countersignJobQueue?: Promise<PgBoss> };

async function open(): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: env.databaseUrl,
    max: 2,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  boss.on("error", (error) => logger.error({ err: error }, "job queue"));
  await boss.start();
  for (const { name } of queues) {
    await boss.createQueue(name, {
      retryLimit: 10,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 120,
    });
  }
  return boss;
}

/** This process's door to the job queue, opened at first use. */
export function jobQueue(): Promise<PgBoss> {
  shared.countersignJobQueue ??= open().catch((error) => {
    delete shared.countersignJobQueue;
    throw error;
  });
  return shared.countersignJobQueue;
}
