type Row = Readonly<Record<string, unknown>>;

/** What is to be explained, and what it may cost. */
export interface ShapleyProblem {
  /** The fields among which the score is shared out. */
  fields: readonly string[];
  item: Row;
  /** Rows that the item is compared with. */
  background: readonly Row[];
  /** The model: one score per row, in order; null where it has none. */
  score: (rows: readonly Row[]) => Promise<readonly (number | null)[]>;
  /** In [0, 1). */
  random: () => number;
  /** Rows that the model may be asked about; `leastPairs` are walked whatever they need. */
  mostRows: number;
  /** Whether there is time left; asked between calls of `score`, once the first samples are there. */
  more: () => boolean;
}

/** How a score came about: what each field adds to the mean score of the background rows. */
export interface ShapleyShares {
  score: number;
  /** Mean score of the background rows that were met. All shares together are the score less this, but for rounding. */
  base: number;
  /** In the order of the fields. `error`: standard error. */
  shares: { key: string; share: number; error: number }[];
  /** Independent samples. */
  pairs: number;
  /** That the model was asked about. */
  rows: number;
}

/** With fewer samples a standard error says nothing. So many are walked at once: others get their turn in between. */
const leastPairs = 8;
/** After so many calls without enough answers the model is left alone. */
const mostBarrenTurns = 4;

/** The way from a background row to the item, field after field, and the way back in the same order. */
interface Pair {
  /** The fields that differ, in the order in which the item's values come in. */
  order: string[];
  rows: Row[];
}

/**
 * Shapley values of one prediction by antithetic sampling of permutations (Strumbelj and Kononenko 2014; Castro, Gomez
 * and Tejada 2009): from a background row to the item, one field after the other takes the item's value, and the score's
 * change is that field's. Each order is walked from both of its ends, and the mean of the two is one sample. Fields in
 * which the item equals the background row change nothing, and cost nothing. Null where the model gives no answer on the
 * item, or on too many of the rows.
 */
export async function sampledShapley(problem: ShapleyProblem): Promise<ShapleyShares | null> {
  const { fields, item, background, score, random, mostRows, more } = problem;
  const [itemScore = null] = await score([item]);
  if (itemScore === null || background.length === 0) return null;
  const met = shuffled(background, random);
  const samples: Sample[] = [];
  let asked = 1;
  for (let turn = 0; samples.length < mostRows; turn++) {
    const pairs = Array.from({ length: leastPairs }, (_, place) =>
      drawPair(fields, item, met[(turn * leastPairs + place) % met.length] ?? {}, random),
    );
    const rows = pairs.flatMap((pair) => pair.rows);
    const enough = samples.length >= leastPairs;
    if (enough ? asked + rows.length > mostRows || !more() : turn >= mostBarrenTurns) break;
    const scores = rows.length === 0 ? [] : await score(rows);
    asked += rows.length;
    let start = 0;
    for (const pair of pairs) {
      const sample = sampleOf(pair, scores.slice(start, start + pair.rows.length), itemScore);
      start += pair.rows.length;
      if (sample !== null) samples.push(sample);
    }
  }
  if (samples.length < leastPairs) return null;
  return {
    score: itemScore,
    base: mean(samples.map(({ base }) => base)),
    shares: fields.map((key) => {
      const changes = samples.map((sample) => sample.changes.get(key) ?? 0);
      return { key, share: mean(changes), error: standardError(changes) };
    }),
    pairs: samples.length,
    rows: asked,
  };
}

/** What a pair says: the background row's score, and what each field changed in it; those that changed nothing are left out. */
interface Sample {
  base: number;
  changes: Map<string, number>;
}

function drawPair(fields: readonly string[], item: Row, background: Row, random: () => number): Pair {
  const differing = fields.filter((field) => (item[field] ?? null) !== (background[field] ?? null));
  if (differing.length === 0) return { order: [], rows: [] };
  const order = shuffled(differing, random);
  const start: Record<string, unknown> = { ...item };
  for (const field of differing) start[field] = background[field];
  return { order, rows: [start, ...between(start, item, order), ...between(start, item, order.toReversed())] };
}

/** The rows on the way, without its two ends. */
function between(start: Row, item: Row, order: readonly string[]): Row[] {
  const rows: Row[] = [];
  let row = start;
  for (const field of order.slice(0, -1)) {
    row = { ...row, [field]: item[field] };
    rows.push(row);
  }
  return rows;
}

function sampleOf({ order, rows }: Pair, scores: readonly (number | null)[], itemScore: number): Sample | null {
  if (order.length === 0) return { base: itemScore, changes: new Map() };
  const known = scores.filter((score) => score !== null);
  if (known.length !== rows.length) return null;
  const base = known[0] ?? 0;
  const there = [base, ...known.slice(1, order.length), itemScore];
  const back = [base, ...known.slice(order.length), itemScore];
  const step = (walk: readonly number[], index: number) => (walk[index + 1] ?? 0) - (walk[index] ?? 0);
  const last = order.length - 1;
  return {
    base,
    changes: new Map(order.map((field, index) => [field, (step(there, index) + step(back, last - index)) / 2])),
  };
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values];
  for (let index = out.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [out[index], out[other]] = [out[other] as T, out[index] as T];
  }
  return out;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
