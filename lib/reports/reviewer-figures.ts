import type { PaceCount, TruthCount } from "@/lib/reports/agreement-counts-query";
import { type Agreement, agreementOf } from "@/lib/reports/agreement-of";
import { medianPace } from "@/lib/statistics/pace-buckets";

/** Below this many cases nothing is said about a person: chance alone would do the talking. */
export const fewestCases = 20;

/** How a reviewer's verdicts went. A figure that rests on fewer than `fewestCases` is null. */
export interface ReviewerFigures {
  id: string;
  name: string;
  /** Works in another system. */
  external: boolean;
  /** Final verdicts, save for adjudications and overrides. */
  verdicts: number;
  /** Median time from claim to verdict, to within a fifth. */
  seconds: number | null;
  /** Verdicts like the settled truth: the adjudicator's, or else what more than half of at least two people said. */
  truth: Agreement | null;
  /** Own answer first, which differed from the model's; then took that over, where the model was right and where wrong. */
  switched: Influenced;
  /** Saw the model's answer from the start and gave it, where the model was right and where wrong. */
  followed: Influenced;
}

export interface Influenced {
  right: Agreement | null;
  wrong: Agreement | null;
}

/** Figures per reviewer, by name. What stands for a person without a name is left out. */
export function reviewerFigures(
  people: readonly { id: string; name: string; external: boolean }[],
  truths: readonly TruthCount[],
  paces: readonly PaceCount[],
): ReviewerFigures[] {
  const truthsOf = Map.groupBy(truths, ({ reviewerId }) => reviewerId);
  const pacesOf = Map.groupBy(paces, ({ reviewerId }) => reviewerId);
  return people
    .map(({ id, name, external }) => {
      const own = truthsOf.get(id) ?? [];
      const pace = pacesOf.get(id) ?? [];
      const timed = pace.filter(({ bucket }) => bucket >= 0);
      const influenced = (went: TruthCount["influence"], stayed: TruthCount["influence"]): Influenced => {
        const where = (model: "right" | "wrong") => {
          const cases = own.filter((count) => count.model === model && [went, stayed].includes(count.influence));
          return shareOf(
            cases.filter(({ influence }) => influence === went),
            cases,
          );
        };
        return { right: where("right"), wrong: where("wrong") };
      };
      return {
        id,
        name,
        external,
        verdicts: sumOf(pace),
        seconds: sumOf(timed) < fewestCases ? null : medianPace(new Map(timed.map(({ bucket, n }) => [bucket, n]))),
        truth: shareOf(
          own.filter(({ verdict }) => verdict === "right"),
          own,
        ),
        switched: influenced("switched", "kept"),
        followed: influenced("followed", "differed"),
      };
    })
    .sort((one, other) => one.name.localeCompare(other.name, "en-GB") || (one.id < other.id ? -1 : 1));
}

const sumOf = (counts: readonly { n: number }[]): number => counts.reduce((sum, { n }) => sum + n, 0);

function shareOf(hits: readonly { n: number }[], cases: readonly { n: number }[]): Agreement | null {
  const n = sumOf(cases);
  return n < fewestCases ? null : agreementOf(sumOf(hits), n);
}
