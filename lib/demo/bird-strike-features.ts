import type { BirdStrike, BirdStrikeInput } from "@/lib/demo/bird-strikes";

/**
 * Category columns of the model. Left out on purpose: `wildlife_species` (named more often where there was something to
 * examine, see docs/demo-data.md) and `airport` and `state` (they did not help on held-out training reports).
 */
export const categoryColumns = ["wildlife_size", "flight_phase", "aircraft_type", "operator", "time_of_day"] as const;

/** Stands for an operator that the report does not name. */
export const unknownOperator = "UNKNOWN";

/** How a report becomes numbers; learnt from the training part only, and written into the ONNX graph. */
export interface FeatureEncoding {
  /** Per column the values that get a weight of their own. */
  levels: Record<(typeof categoryColumns)[number], string[]>;
  months: number[];
  speed: { mean: number; deviation: number };
}

/** With fewer reports than this a weight would be learnt from noise; such values share the intercept. */
const fewestReports = 20;

export function learnFeatureEncoding(training: readonly BirdStrike[]): FeatureEncoding {
  const levels = (column: (typeof categoryColumns)[number]) => {
    const counts = new Map<string, number>();
    for (const { input } of training) {
      const value = input[column] ?? unknownOperator;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts.entries()]
      .filter(([, count]) => count >= fewestReports)
      .map(([value]) => value)
      .sort();
  };
  const speeds = training.map(({ input }) => input.speed_knots).filter((speed) => speed !== undefined);
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  const variance = speeds.reduce((sum, speed) => sum + (speed - mean) ** 2, 0) / speeds.length;
  return {
    levels: {
      wildlife_size: levels("wildlife_size"),
      flight_phase: levels("flight_phase"),
      aircraft_type: levels("aircraft_type"),
      operator: levels("operator"),
      time_of_day: levels("time_of_day"),
    },
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    speed: { mean, deviation: Math.sqrt(variance) },
  };
}

/**
 * One number per feature, in the order of the ONNX graph: each column's levels (0 or 1), the months (0 or 1), the
 * standardised speed (0 where unknown), and 1 where the speed is unknown.
 */
export function encodeFeatures(encoding: FeatureEncoding, input: BirdStrikeInput): number[] {
  const categories = categoryColumns.flatMap((column) => {
    const value = input[column] ?? unknownOperator;
    return encoding.levels[column].map((level) => Number(level === value));
  });
  const month = new Date(input.flight_date).getUTCMonth() + 1;
  const { mean, deviation } = encoding.speed;
  return [
    ...categories,
    ...encoding.months.map((candidate) => Number(candidate === month)),
    input.speed_knots === undefined ? 0 : (input.speed_knots - mean) / deviation,
    Number(input.speed_knots === undefined),
  ];
}
