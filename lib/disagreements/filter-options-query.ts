import "server-only";
import { countByFilter } from "@/lib/disagreements/disagreement-counts-query";
import type { DisagreementFilter } from "@/lib/disagreements/disagreement-filter-schema";
import type { ScopedUseCase } from "@/lib/disagreements/disagreement-scope-query";
import { type FilterOptions, filterOptions } from "@/lib/disagreements/filter-options-view";
import { database } from "@/lib/platform/database";

/** What the queue can be narrowed to, with how many each choice would leave. */
export async function findFilterOptions(
  scope: readonly ScopedUseCase[],
  filter: DisagreementFilter,
  now: Date,
): Promise<FilterOptions> {
  const places = {
    useCaseIds: scope.map(({ id }) => id),
    useCaseId: scope.find(({ slug }) => slug === filter.useCase)?.id ?? null,
    sealedIds: scope.filter(({ sealed }) => sealed).map(({ id }) => id),
  };
  const counts = await countByFilter(places, filter, now);
  const idsOf = (facet: "model" | "policy") => [
    ...counts[facet].values.map(({ value }) => value),
    ...(filter[facet] === undefined ? [] : [filter[facet]]),
  ];
  const inScope = { in: [...places.useCaseIds] };
  const [models, policies, fields] = await Promise.all([
    database.modelVersion.findMany({
      where: { id: { in: idsOf("model") }, useCaseId: inScope },
      select: { id: true, name: true, version: true, useCaseId: true },
    }),
    database.policy.findMany({
      where: { id: { in: idsOf("policy") }, useCaseId: inScope },
      select: { id: true, version: true, useCaseId: true },
    }),
    database.inputField.findMany({ where: { useCaseId: inScope, slice: true }, select: { key: true, label: true } }),
  ]);
  const labels = Object.fromEntries(fields.map(({ key, label }) => [key, label]));
  return filterOptions(counts, { useCases: scope, models, policies, fields: labels }, filter);
}
