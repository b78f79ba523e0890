import "server-only";
import { drawChallengers } from "@/lib/engine/draw-challengers";
import { modelRuns } from "@/lib/engine/mode";
import type { RoutedItem } from "@/lib/items/routed-item";
import { challengerPredictionsJob, shadowPredictionsJob } from "@/lib/jobs/background-predictions-job";
import { enqueue } from "@/lib/jobs/enqueue";
import { findModelVersionIds } from "@/lib/models/model-query";
import type { Transaction } from "@/lib/platform/database";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** So that one job stays far below its time limit, and others get their turn. */
const itemsPerJob = 500;

/**
 * Enqueues, with the items, what models will say about them in the background: the champion on those that it shadows,
 * and the challengers on their shares of those on whose rung a model runs at all.
 */
export async function enqueueBackgroundPredictions(
  tx: Transaction,
  useCase: UseCaseRecord,
  items: readonly RoutedItem[],
): Promise<void> {
  const { id: useCaseId, policy } = useCase;
  const shadowed = items.filter(({ route, prediction }) => route.effectiveMode === "shadow" && prediction === null);
  await enqueue(
    tx,
    shadowPredictionsJob,
    slices(shadowed).map((itemIds) => ({ useCaseId, itemIds })),
  );
  if (policy.settings.challengers.length === 0) return;
  const drawn = items
    .filter(({ route }) => modelRuns(route.effectiveMode) !== "never")
    .flatMap((item) =>
      drawChallengers(useCaseId, policy.settings, item.parsed.externalId).map(({ version }) => ({ version, item })),
    );
  const byVersion = Map.groupBy(drawn, ({ version }) => version);
  const ids = await findModelVersionIds(useCaseId, [...byVersion.keys()], tx);
  const jobs = [...byVersion].flatMap(([version, group]) => {
    const challenger = ids.get(version);
    if (challenger === undefined) return [];
    return slices(group.map(({ item }) => item)).map((itemIds) => ({ useCaseId, itemIds, challenger }));
  });
  await enqueue(tx, challengerPredictionsJob, jobs);
}

function slices(items: readonly RoutedItem[]): string[][] {
  return Array.from({ length: Math.ceil(items.length / itemsPerJob) }, (_, slice) =>
    items.slice(slice * itemsPerJob, (slice + 1) * itemsPerJob).map(({ id }) => id),
  );
}
