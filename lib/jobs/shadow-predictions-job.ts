import { z } from "zod";
import type { Job } from "@/lib/jobs/job";

const payload = z.object({ useCaseId: z.uuid(), itemIds: z.array(z.uuid()) });

/** Lets the champion answer items that it shadows, after they were accepted. */
export const shadowPredictionsJob: Job<z.infer<typeof payload>> = { name: "shadow-predictions", payload };
