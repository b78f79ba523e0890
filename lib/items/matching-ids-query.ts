import "server-only";
import type { ItemFilter } from "@/lib/items/item-filter-schema";
import { searchExternalIds, searchGuarded } from "@/lib/items/item-search-query";
import { type ItemStream, streamIds } from "@/lib/items/item-stream-query";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { idRangeOfDays } from "@/lib/platform/id-range";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/**
 * The ids of the newest `limit` items that match the list's filters. Throws `too_large` where a search would have to look
 * at too many items to say which.
 */
export async function matchingIds(useCase: UseCaseRecord, filter: ItemFilter, limit: number): Promise<string[]> {
  const range = { ...idRangeOfDays(filter), above: null };
  const stream: ItemStream = {
    useCaseId: useCase.id,
    outcomes: useCase.definition.outcomes.map((outcome) => outcome.key),
    filter,
    range,
    direction: "DESC",
  };
  const { externalId, guardrail } = filter;
  if (externalId === undefined && guardrail === undefined) {
    const rows = await database.$queryRaw<{ id: string }[]>`${streamIds(stream, limit)}`;
    return rows.map((row) => row.id);
  }
  const found =
    externalId === undefined
      ? await searchGuarded(stream, limit)
      : await searchExternalIds(stream, externalId, range, limit);
  if (found.cut) {
    throw new AppError(
      "too_large",
      "This search is too broad to say which items it finds. Narrow it: by days, by status, or by a longer external id.",
    );
  }
  return found.ids;
}
