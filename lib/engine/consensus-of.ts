import { type Answer, answersAgree } from "@/lib/engine/answers-agree";

/** How several answers become one: all say the same, or more than half do. */
export type ConsensusRule = "unanimous" | "majority";

/** What several people's answers on one item come to. Places are those of the answers that were given in. */
export type Consensus =
  /** Not everybody has answered. */
  | { state: "waiting" }
  /** `nearest` is the place of the agreeing answer that lies closest to what was agreed on. */
  | { state: "reached"; answer: Answer; agreeing: number[]; nearest: number }
  /** Two answers that stand for the difference, the earlier one first. */
  | { state: "none"; between: [number, number] };

/**
 * What answers come to by a rule, once all that are expected are there: nothing is said before, so that the last person's
 * answer never counts less than the first's. An outcome needs all of them, or more than half. Numbers agree where none
 * lies further from another than the tolerance (in the target's unit); their median counts. Of no importance is the
 * order of the answers, save for which of several like ones is named.
 */
export function consensusOf(
  answers: readonly Answer[],
  rule: ConsensusRule,
  expected: number,
  tolerance: number,
): Consensus {
  if (answers.length === 0 || answers.length < expected) return { state: "waiting" };
  const enough = rule === "unanimous" ? answers.length : Math.floor(Math.max(expected, answers.length) / 2) + 1;
  const values = answers.flatMap(({ value }, place) => (value === null ? [] : [{ value, place }]));
  if (values.length === answers.length) return consensusOfNumbers(values, enough, tolerance);

  const groups = [...Map.groupBy(answers.keys(), (place) => answers[place]?.outcome).values()];
  // Stable: of two groups alike in size the one that was first named stays first.
  const [largest = [], second = []] = groups.sort((one, other) => other.length - one.length);
  const [nearest = 0] = largest;
  if (largest.length >= enough) {
    return { state: "reached", answer: answers[nearest] ?? noAnswer, agreeing: largest, nearest };
  }
  return { state: "none", between: inOrder(nearest, second[0] ?? nearest) };
}

const noAnswer: Answer = { outcome: null, value: null };

interface Placed {
  value: number;
  place: number;
}

function consensusOfNumbers(values: readonly Placed[], enough: number, tolerance: number): Consensus {
  const sorted = values.toSorted((one, other) => one.value - other.value || one.place - other.place);
  const cluster = largestCluster(sorted, tolerance);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (cluster.length < enough && lowest !== undefined && highest !== undefined) {
    // Those furthest apart: neighbours in a long row of numbers may be within tolerance of each other.
    return { state: "none", between: inOrder(lowest.place, highest.place) };
  }
  const value = medianOf(cluster.map((one) => one.value));
  const distance = (one: Placed) => Math.abs(one.value - value);
  const [nearest] = cluster.toSorted((one, other) => distance(one) - distance(other) || one.place - other.place);
  return {
    state: "reached",
    answer: { outcome: null, value },
    agreeing: cluster.map((one) => one.place).sort((one, other) => one - other),
    nearest: nearest?.place ?? 0,
  };
}

/**
 * The most numbers that are all within tolerance of each other. Of several such clusters the tightest, then the one
 * whose median is closest to that of all, then the lower one.
 */
function largestCluster(sorted: readonly Placed[], tolerance: number): Placed[] {
  const all = medianOf(sorted.map((one) => one.value));
  const spreadOf = (cluster: readonly Placed[]) => (cluster.at(-1)?.value ?? 0) - (cluster[0]?.value ?? 0);
  const offOf = (cluster: readonly Placed[]) => Math.abs(medianOf(cluster.map((one) => one.value)) - all);
  const clusters = sorted.map((lowest, index) =>
    sorted
      .slice(index)
      .filter((one) =>
        answersAgree({ outcome: null, value: lowest.value }, { outcome: null, value: one.value }, tolerance),
      ),
  );
  const [largest = []] = clusters.sort(
    (one, other) => other.length - one.length || spreadOf(one) - spreadOf(other) || offOf(one) - offOf(other),
  );
  return largest;
}

/** Of numbers in order, and not none. */
function medianOf(sorted: readonly number[]): number {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return lower === upper ? lower : lower + (upper - lower) / 2;
}

const inOrder = (one: number, other: number): [number, number] => [Math.min(one, other), Math.max(one, other)];
