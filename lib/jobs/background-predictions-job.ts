import { z } from "zod";
import type { Job } from "@/lib/jobs/job";

const items = z.object({ useCaseId: z.uuid(), itemIds: z.array(z.uuid()) });

/** Lets the champion answer items that it shadows, after they were accepted. */
export const shadowPredictionsJob: Job<z.infer<typeof items>> = { name: "shadow-predictions", payload: items };

const challenge = z.object({ ...items.shape, /** Its model version's id. */ challenger: z.uuid() });

/**
 * Lets a challenger answer items, after they were accepted. A queue of its own, one job of a challenger at a time: what
 * one of them does to itself delays neither the others nor a shadowing champion.
 */
export const challengerPredictionsJob: Job<z.infer<typeof challenge>> = {
  name: "challenger-predictions",
  payload: challenge,
  groupOf: ({ challenger }) => challenger,
};
