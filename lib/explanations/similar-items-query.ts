import "server-only";
import { comparable, findSettledInputs } from "@/lib/explanations/settled-inputs-query";
import { answerOf, type ShownAnswer } from "@/lib/items/item-list-view";
import { database } from "@/lib/platform/database";
import { gowerDistance } from "@/lib/statistics/gower-distance";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

const shown = 5;
/** Of the nearest some may have something open by now. */
const looked = 40;

/** A settled item near another one. */
export interface SimilarItem {
  id: string;
  externalId: string;
  answer: ShownAnswer;
  /** Gower's, from 0 (the same input) to 1. */
  distance: number;
  /** Keys of the fields that differ, the most different first; none where one field only is compared. */
  apart: string[];
}

/**
 * The items nearest by input among those that people settled lately, nearest first, with the outcome in force. Those that
 * somebody still reviews or settles are left out: whoever is to answer them must not learn here what was said.
 */
export async function findSimilarItems(
  useCase: UseCaseRecord,
  item: { id: string; input: ItemInput },
): Promise<SimilarItem[]> {
  const { items, comparisons } = await findSettledInputs(useCase);
  const { input } = await comparable(item, useCase);
  const nearest = items
    .flatMap((other) => {
      const found = other.id === item.id ? null : gowerDistance(input, other.input, comparisons);
      if (found === null) return [];
      return [{ id: other.id, distance: found.distance, apart: comparisons.length === 1 ? [] : found.apart }];
    })
    .sort((one, other) => one.distance - other.distance)
    .slice(0, looked);
  const settled = new Map((await readSettled(nearest.map(({ id }) => id))).map((row) => [row.id, row]));
  return nearest
    .flatMap(({ id, distance, apart }) => {
      const row = settled.get(id);
      const answer = row === undefined ? null : answerOf(row.outcome, row.value);
      return row === undefined || answer === null ? [] : [{ id, externalId: row.externalId, answer, distance, apart }];
    })
    .slice(0, shown);
}

function readSettled(
  ids: readonly string[],
): Promise<{ id: string; externalId: string; outcome: string | null; value: number | null }[]> {
  return database.$queryRaw`
    SELECT i.id, i.external_id AS "externalId", i.outcome, i.value FROM item i
    WHERE i.id = ANY(${[...ids]}::uuid[]) AND i.status = 'decided' AND i.erased_at IS NULL
      AND NOT EXISTS (SELECT FROM review r WHERE r.item_id = i.id AND r.status IN ('open', 'answered'))
      AND NOT EXISTS (SELECT FROM disagreement d WHERE d.item_id = i.id AND d.status = 'open')`;
}
