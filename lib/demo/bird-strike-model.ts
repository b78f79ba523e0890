import { categoryColumns, type FeatureEncoding, unknownOperator } from "@/lib/demo/bird-strike-features";
import { floatTensor, integerTensor, node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { OnnxMessage } from "@/lib/inference/onnx/onnx-proto";

const classes = ["inspect", "no_inspection"];

/**
 * The logistic regression as an ONNX graph: one input tensor per column of the report, encoding included, so that whoever
 * runs the file needs neither our code nor our lists. A value that it has no weight for counts as none of the known ones;
 * a speed of NaN means unknown.
 *
 * @param weights One per feature in the order of `encodeFeatures`, for `no_inspection`.
 */
export function birdStrikeModel(
  encoding: FeatureEncoding,
  weights: readonly number[],
  intercept: number,
  notes: Record<string, string>,
): OnnxMessage<"ModelProto"> {
  const ml = "ai.onnx.ml";
  const encodeCategory = (column: string, levels: Record<string, number[] | string[]>) => [
    node("OneHotEncoder", [column], `${column}_marks`, { ...levels, zeros: 1 }, ml),
    node("Squeeze", [`${column}_marks`, "second_axis"], `${column}_features`),
  ];
  const columns = [...categoryColumns, "flight_month"];
  return onnxModel(
    "bird_strike_inspection",
    {
      input: [
        ...categoryColumns.map((column) => valueInfo(column, "string", ["batch", 1])),
        valueInfo("flight_month", "int64", ["batch", 1]),
        valueInfo("speed_knots", "float32", ["batch", 1]),
      ],
      output: [valueInfo("probabilities", "float32", ["batch", classes.length])],
      initializer: [
        integerTensor("second_axis", [1]),
        floatTensor("speed_mean", [1], [encoding.speed.mean]),
        floatTensor("speed_deviation", [1], [encoding.speed.deviation]),
        floatTensor("weights", [weights.length, 1], weights),
        floatTensor("intercept", [1], [intercept]),
      ],
      node: [
        ...categoryColumns.flatMap((column) => encodeCategory(column, { cats_strings: encoding.levels[column] })),
        ...encodeCategory("flight_month", { cats_int64s: encoding.months }),
        node("IsNaN", ["speed_knots"], "speed_unknown"),
        node("Where", ["speed_unknown", "speed_mean", "speed_knots"], "speed_filled"),
        node("Sub", ["speed_filled", "speed_mean"], "speed_centred"),
        node("Div", ["speed_centred", "speed_deviation"], "speed_features"),
        node("Cast", ["speed_unknown"], "speed_unknown_features", { to: 1 }),
        node(
          "Concat",
          [...columns.map((column) => `${column}_features`), "speed_features", "speed_unknown_features"],
          "features",
          { axis: 1 },
        ),
        node("Gemm", ["features", "weights", "intercept"], "score"),
        node("Neg", ["score"], "opposite_score"),
        node("Concat", ["opposite_score", "score"], "scores", { axis: 1 }),
        node("Sigmoid", ["scores"], "probabilities"),
      ],
    },
    notes,
  );
}

/** Which field of the report feeds which tensor, and what the model's answer means. */
export const birdStrikeMapping: Mapping = {
  inputs: [
    ...categoryColumns.map((column) => ({
      tensor: column,
      type: "string" as const,
      from: "column" as const,
      column: {
        field: column,
        encoding: { kind: "text" as const },
        missing: column === "operator" ? { constant: unknownOperator } : ("refuse" as const),
      },
    })),
    {
      tensor: "flight_month",
      type: "int64",
      from: "column",
      column: { field: "flight_date", encoding: { kind: "datetime", part: "month" }, missing: "refuse" },
    },
    {
      tensor: "speed_knots",
      type: "float32",
      from: "column",
      column: { field: "speed_knots", encoding: { kind: "number" }, missing: "nan" },
    },
  ],
  output: { kind: "scores", tensor: "probabilities", classes, transform: "none" },
};
