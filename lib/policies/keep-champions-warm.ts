import "server-only";
import { keepWarm, warm } from "@/lib/inference/warm-up";
import { findModelSource } from "@/lib/models/model-source-query";
import { subscribe } from "@/lib/platform/live";
import { logger } from "@/lib/platform/logger";
import { listLatestChampions } from "@/lib/policies/champion-query";

/**
 * Keeps the champion and the one before it loaded in this process, for every use case, from now on: an item need not wait
 * for a model, and going back takes no longer than changing a pointer. Hears of new policies by the live line; after an
 * interruption all are read anew.
 */
export function keepChampionsWarm(): () => void {
  return subscribe((message) => {
    if (message.kind === "caught_up") void refresh(null);
    else if (message.kind === "policy") void refresh(message.useCaseId);
  });
}

/** `useCaseId`: null for all. A model that does not load is no reason to stop: its items show what is wrong with it. */
async function refresh(useCaseId: string | null): Promise<void> {
  try {
    for (const { id, champions } of await listLatestChampions(useCaseId)) {
      const sources = (await Promise.all(champions.map(findModelSource))).filter((source) => source !== null);
      keepWarm(id, sources);
      for (const source of sources) await warm(source);
    }
  } catch (error) {
    logger.warn({ err: error, useCaseId }, "champions could not be warmed");
  }
}
