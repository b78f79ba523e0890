import { z } from "zod";
import type { Job } from "@/lib/jobs/job";

const explain = z.object({ predictionId: z.uuid(), modelVersionId: z.uuid() });

/** Works out why a model answered as it did. One job of a model at a time: it must not crowd out its own predictions. */
export const explainPredictionJob: Job<z.infer<typeof explain>> = {
  name: "explain-prediction",
  payload: explain,
  groupOf: ({ modelVersionId }) => modelVersionId,
};
