import "server-only";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { firstIdOf } from "@/lib/platform/id-range";
import { type SpreadBins, spreadBins } from "@/lib/statistics/spread-bins";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** Regression: how wide the champion's answers were lately, and how many of them the largest spread lets through. */
export interface SpreadEvidence {
  /** Items that it was asked about. */
  asked: number;
  /** Of these, without an answer or with a category that nobody listed. */
  unusable: number;
  /** Answered without a spread: nobody knows how sure it was. */
  without: number;
  /** At most as wide as the policy in force allows; null where it sets no largest spread. */
  passing: number | null;
  bins: SpreadBins;
}

const evidenceDays = 28;
const mostItems = 5_000;

/** Over the latest items of the last 28 days, at most 5,000; null for classifications. */
export async function findSpreads(useCase: UseCaseRecord): Promise<SpreadEvidence | null> {
  if (useCase.definition.kind !== "regression") return null;
  const { maxSpread } = useCase.policy.settings;
  const since = firstIdOf(new Date(clock.now().getTime() - evidenceDays * 86_400_000));
  const rows =
    useCase.champion === null
      ? []
      : await database.$queryRaw<{ usable: boolean; spread: number | null }[]>`
          WITH latest AS (
            SELECT id, unlisted FROM item
            WHERE use_case_id = ${useCase.id}::uuid AND id >= ${since}::uuid ORDER BY id DESC LIMIT ${mostItems}
          )
          SELECT p.failure IS NULL AND cardinality(i.unlisted) = 0 AS usable, p.spread
          FROM latest i JOIN prediction p ON p.item_id = i.id AND p.model_version_id = ${useCase.champion.id}::uuid`;
  const usable = rows.filter((row) => row.usable);
  const spreads = usable.flatMap(({ spread }) => (spread === null ? [] : [spread]));
  return {
    asked: rows.length,
    unusable: rows.length - usable.length,
    without: usable.length - spreads.length,
    passing: maxSpread === null ? null : spreads.filter((spread) => spread <= maxSpread).length,
    bins: spreadBins(spreads, maxSpread),
  };
}
