import "server-only";
import type { UserActor } from "@/lib/access/actor";
import type { DisagreementFilter, DisagreementPage } from "@/lib/disagreements/disagreement-filter-schema";
import { type DisagreementList, listDisagreements } from "@/lib/disagreements/disagreement-list-query";
import { findScope } from "@/lib/disagreements/disagreement-scope-query";
import { findFilterOptions } from "@/lib/disagreements/filter-options-query";
import type { FilterOptions } from "@/lib/disagreements/filter-options-view";
import { listSavedViews } from "@/lib/disagreements/saved-view-query";
import type { SavedView } from "@/lib/disagreements/saved-view-schema";
import { clock } from "@/lib/platform/clock";
import { listUseCases } from "@/lib/use-cases/use-case-query";

interface QueueNames {
  name: string;
  outcomes: { key: string; label: string; colour: string }[];
  unit: string;
  fields: Record<string, string>;
}

/** A page of the queue, and all that stands around it. */
export interface QueuePage {
  list: DisagreementList;
  options: FilterOptions;
  views: SavedView[];
  /** What the rows' use cases call themselves, their outcomes and their fields (by key), by id. */
  useCases: Record<string, QueueNames>;
  /** How many there are. */
  note: string;
}

/** The queue as this person may see it; null where they see no use case's. */
export async function findQueuePage(
  actor: UserActor,
  filter: DisagreementFilter,
  page: DisagreementPage,
): Promise<QueuePage | null> {
  const now = clock.now();
  const scope = await findScope(actor);
  if (scope.length === 0) return null;
  const [list, options, views] = await Promise.all([
    listDisagreements(actor, scope, filter, page, now),
    findFilterOptions(scope, filter, now),
    listSavedViews(actor),
  ]);
  const shown = [...new Set(list.disagreements.map(({ useCaseId }) => useCaseId))];
  const records = shown.length === 0 ? [] : await listUseCases(shown);
  const useCases = records.map(({ id, definition: { name, outcomes, fields, target } }) => {
    const named = outcomes.map(({ key, label, colour }) => ({ key, label, colour }));
    const labels = Object.fromEntries(fields.map(({ key, label }) => [key, label]));
    return [id, { name, outcomes: named, unit: target?.unit ?? "", fields: labels }] as const;
  });
  const note = options.status.find(({ value }) => value === filter.status)?.label ?? "";
  return { list, options, views, useCases: Object.fromEntries(useCases), note };
}
