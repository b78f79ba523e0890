import { node, onnxModel, valueInfo } from "@/lib/demo/onnx-parts";
import { encodeModel } from "@/lib/inference/onnx/encode-model";
import { attributeType, type OnnxMessage, tensorDataType } from "@/lib/inference/onnx/onnx-proto";

// Models as exporters make them, and as nobody should. All take `x`, float32 [rows, 1] unless said otherwise.

type Model = OnnxMessage<"ModelProto">;
type Graph = OnnxMessage<"GraphProto">;
type Node = OnnxMessage<"NodeProto">;

const ml = "ai.onnx.ml";
const column = (name = "x") => valueInfo(name, "float32", ["rows", 1]);

function model(graph: Partial<Graph>, changes: Partial<Model> = {}): Model {
  const parts = { node: [], initializer: [], input: [column()], output: [column("y")], ...graph };
  return { ...onnxModel("odd", parts, {}), ...changes };
}

const identity = node("Identity", ["x"], "y");

/** `y` is `x`; of another format or operator set than any runtime knows. */
export function fromTheFuture(what: "opset" | "ir"): Uint8Array {
  const opset_import = [{ domain: "", version: 999 }];
  return encodeModel(model({ node: [identity] }, what === "ir" ? { ir_version: 999 } : { opset_import }));
}

/** `y` is what an operator of that domain makes of `x`. */
export function withOperator(opType: string, domain: string): Uint8Array {
  const opset_import = [
    { domain: "", version: 17 },
    { domain, version: 1 },
  ];
  return encodeModel(model({ node: [node(opType, ["x"], "y", {}, domain)] }, domain === "" ? {} : { opset_import }));
}

const branch = (nodes: Node[], initializer: OnnxMessage<"TensorProto">[] = []): Graph => ({
  name: "branch",
  node: [...nodes, node("Identity", ["x"], "inner")],
  initializer,
  output: [column("inner")],
});

/** A graph in a graph: `y` is what both branches give. */
function branching(then: Graph): Node[] {
  const choose: Node = {
    name: "choose",
    op_type: "If",
    input: ["always"],
    output: ["y"],
    attribute: [
      { name: "then_branch", type: attributeType.graph, g: then },
      { name: "else_branch", type: attributeType.graph, g: branch([]) },
    ],
  };
  return [node("Constant", [], "always", {}), choose];
}

const outside: OnnxMessage<"TensorProto"> = {
  name: "weights",
  dims: [1],
  data_type: tensorDataType.float32,
  data_location: 1,
  external_data: [{ key: "location", value: "../../../etc/passwd" }],
};

/** Numbers that lie outside of the file, in different corners of it. */
export const externalData: Record<string, () => Uint8Array> = {
  "a constant": () => encodeModel(model({ node: [identity], initializer: [outside] })),
  "an absolute path": () =>
    encodeModel(
      model({
        node: [identity],
        initializer: [{ ...outside, external_data: [{ key: "location", value: "/etc/passwd" }] }],
      }),
    ),
  "a constant that only names a place": () =>
    encodeModel(model({ node: [identity], initializer: [{ ...outside, data_location: 0 }] })),
  "a subgraph": () => encodeModel(model({ node: branching(branch([], [outside])) })),
  "an attribute": () =>
    encodeModel(
      model({
        node: [
          identity,
          {
            name: "c",
            op_type: "Constant",
            output: ["c"],
            attribute: [{ name: "value", type: attributeType.tensor, t: outside }],
          },
        ],
      }),
    ),
  "a sparse constant": () =>
    encodeModel(model({ node: [identity], sparse_initializer: [{ values: outside, dims: [1] }] })),
  "a function's attribute": () =>
    encodeModel(
      model(
        { node: [identity] },
        {
          functions: [
            {
              name: "f",
              domain: "local",
              node: [
                {
                  op_type: "Constant",
                  output: ["c"],
                  attribute: [{ name: "value", type: attributeType.tensor, t: outside }],
                },
              ],
            },
          ],
        },
      ),
    ),
  "a function's default": () =>
    encodeModel(
      model(
        { node: [identity] },
        {
          functions: [
            {
              name: "f",
              domain: "local",
              attribute_proto: [{ name: "value", type: attributeType.tensors, tensors: [outside] }],
            },
          ],
        },
      ),
    ),
  "a training graph": () =>
    encodeModel(
      model({ node: [identity] }, { training_info: [{ initialization: { name: "t", initializer: [outside] } }] }),
    ),
};

const foreign = node("ReadFile", ["x"], "z", {}, "evil.corp");

/** Operators of somebody's own, in different corners of a file. */
export const foreignOperators: Record<string, () => Uint8Array> = {
  "the graph": () => withOperator("ReadFile", "evil.corp"),
  "a subgraph": () => encodeModel(model({ node: branching(branch([foreign])) })),
  "a function": () =>
    encodeModel(
      model({ node: [identity] }, { functions: [{ name: "f", domain: "local", node: [foreign], output: ["z"] }] }),
    ),
  "a file reader of onnxruntime's own": () => withOperator("EPContext", "com.microsoft"),
};

/** `y` is `x`, by a function that the file itself defines in a domain of its own, as PyTorch exports them. */
export function withOwnFunction(): Uint8Array {
  const same = {
    name: "same",
    domain: "pkg.local",
    input: ["a"],
    output: ["b"],
    node: [node("Identity", ["a"], "b")],
    opset_import: [{ domain: "", version: 17 }],
  };
  const opset_import = [
    { domain: "", version: 17 },
    { domain: "pkg.local", version: 1 },
  ];
  const call = node("same", ["x"], "y", {}, "pkg.local");
  return encodeModel(model({ node: [call] }, { opset_import, functions: [same] }));
}

/** `y` is `x` in bfloat16. */
export function bfloat16(): Uint8Array {
  const tensor = (name: string) => ({
    name,
    type: { tensor_type: { elem_type: 16, shape: { dim: [{ dim_param: "rows" }, { dim_value: 1 }] } } },
  });
  return encodeModel(model({ node: [node("Relu", ["x"], "y")], input: [tensor("x")], output: [tensor("y")] }));
}

/** `label` is the text `x` in lower case, by an operator that asks for a locale, in the graph or in a subgraph. */
export function normalizer(
  locale: string | null,
  attributes: Record<string, string> = { case_change_action: "LOWER" },
) {
  const text = (name: string) => valueInfo(name, "string", ["rows", 1]);
  const entries = Object.entries({ ...attributes, ...(locale !== null && { locale }) });
  const lower: Node = {
    ...node("StringNormalizer", ["flat"], "low"),
    attribute: entries.map(([name, value]) => ({ name, type: attributeType.string, s: Buffer.from(value) })),
  };
  const flat = { name: "flat_shape", dims: [1], data_type: tensorDataType.int64, int64_data: [-1] };
  const wide = { name: "wide_shape", dims: [2], data_type: tensorDataType.int64, int64_data: [-1, 1] };
  const nodes = [node("Reshape", ["x", "flat_shape"], "flat"), lower, node("Reshape", ["low", "wide_shape"], "label")];
  const score: Node = {
    ...node("LabelEncoder", ["label"], "score", {}, ml),
    attribute: [
      { name: "keys_strings", type: attributeType.strings, strings: [Buffer.from("spam")] },
      { name: "values_floats", type: attributeType.floats, floats: [1] },
      { name: "default_float", type: attributeType.float, f: 0.25 },
    ],
  };
  return encodeModel(
    model({
      node: [...nodes, score],
      initializer: [flat, wide],
      input: [text("x")],
      output: [valueInfo("score", "float32", ["rows", 1])],
    }),
  );
}

/** Only a label, no score. */
export function onlyLabels(): Uint8Array {
  const nodes = [node("Cast", ["x"], "label", { to: tensorDataType.int64 })];
  return encodeModel(model({ node: nodes, output: [valueInfo("label", "int64", ["rows", 1])] }));
}

type Labels = number[] | string[];

function zipMap(input: string, output: string, labels: Labels): Node {
  const numbers = labels.every((label) => typeof label === "number");
  return node("ZipMap", [input], output, { [numbers ? "classlabels_int64s" : "classlabels_strings"]: labels }, ml);
}

const maps = (name: string, key: keyof typeof tensorDataType): OnnxMessage<"ValueInfoProto"> => ({
  name,
  type: {
    sequence_type: {
      elem_type: {
        map_type: {
          key_type: tensorDataType[key],
          value_type: { tensor_type: { elem_type: tensorDataType.float32, shape: {} } },
        },
      },
    },
  },
});

/** The scores [rows, width] are `x` itself; given out as maps, under a name of its own or passed on once more. */
export function withZipMap(labels: Labels, { passedOn = false, scoresToo = false } = {}): Uint8Array {
  const width = labels.length;
  const key = labels.every((label) => typeof label === "number") ? "int64" : "string";
  const made = passedOn ? "maps" : "output_probability";
  const scores = valueInfo("scores", "float32", ["rows", width]);
  return encodeModel(
    model({
      node: [
        node("Identity", ["x"], "scores"),
        zipMap("scores", made, labels),
        ...(passedOn ? [node("Identity", [made], "output_probability")] : []),
      ],
      input: [valueInfo("x", "float32", ["rows", width])],
      output: [maps("output_probability", key), ...(scoresToo ? [scores] : [])],
    }),
  );
}

/** One output for each class, as skl2onnx splits them: the numbers of `x`, [rows, width]. */
export function tensorPerClass(names: readonly string[]): Uint8Array {
  const places = names.map((_, index) => ({
    name: `at${index}`,
    dims: [1],
    data_type: tensorDataType.int64,
    int64_data: [index],
  }));
  return encodeModel(
    model({
      node: names.map((name, index) => node("Gather", ["x", `at${index}`], name, { axis: 1 })),
      initializer: places,
      input: [valueInfo("x", "float32", ["rows", names.length])],
      output: names.map((name) => column(name)),
    }),
  );
}

/** `y` is the int64 `x` twice. */
export function doubledModel(): Uint8Array {
  const whole = (name: string) => valueInfo(name, "int64", ["rows", 1]);
  return encodeModel(model({ node: [node("Add", ["x", "x"], "y")], input: [whole("x")], output: [whole("y")] }));
}
