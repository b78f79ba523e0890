// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import { readLabels } from "./class-labels.ts";
import {
  attributeType,
  decodeMessage,
  encodeMessage,
  fieldId,
  type OnnxMessage,
  tensorDataType,
} from "./onnx-proto.ts";
import { planThresholds, type TrainingColumn } from "./plan-thresholds.ts";
import { type Outline, visitMessages } from "./read-outline.ts";
import type { RepairPlan } from "./repair-plan.ts";
import { messageAt, type Place } from "./wire.ts";

/** What keeps a sound model from running here, or from answering as it did where it was made, and how its file is changed. */
export function planRepairs(bytes: Uint8Array, outline: Outline, columns: readonly TrainingColumn[]): RepairPlan {
  const plans = [
    ...planZipMaps(bytes, outline),
    ...planLocales(bytes, outline),
    ...planThresholds(bytes, outline, columns),
  ];
  return { repairs: plans.flatMap(({ repairs }) => repairs), edits: plans.flatMap(({ edits }) => edits) };
}

const graphStep = { id: fieldId("ModelProto", "graph") };
const inGraph = (field: "node" | "output" | "value_info", index: number): Place => [
  graphStep,
  { id: fieldId("GraphProto", field), index },
];

/**
 * A ZipMap makes a sequence of maps of a tensor of scores, which onnxruntime does not hand out to Node. Where the graph
 * only gives it out, node and maps go, and the tensor becomes the output in their place.
 */
function* planZipMaps(bytes: Uint8Array, { graph }: Outline): Generator<RepairPlan> {
  const nodes = graph?.node ?? [];
  const outputs = graph?.output ?? [];
  const given = new Set(outputs.map(({ name }) => name));
  for (const [index, zipMap] of nodes.entries()) {
    const [tensor = ""] = zipMap.input ?? [];
    const [made = ""] = zipMap.output ?? [];
    if (zipMap.op_type !== "ZipMap" || zipMap.domain !== "ai.onnx.ml") continue;
    const classes = readLabels(bytes, zipMap, inGraph("node", index));
    const passedOn = passOn(nodes, made);
    const names = passedOn && [made, ...passedOn.map((place) => nodes[place]?.output?.[0] ?? "")];
    const places = outputs.flatMap(({ name = "" }, place) => (names?.includes(name) ? [place] : []));
    const [first] = places;
    if (classes.length === 0 || passedOn === null || names === null || first === undefined) continue;
    yield {
      repairs: [
        { kind: "zipmap_removed", node: zipMap.name ?? "", output: outputs[first]?.name ?? "", tensor, classes },
      ],
      edits: [
        ...[index, ...passedOn].map((place) => ({ place: inGraph("node", place), message: null })),
        ...places.map((place) => ({
          place: inGraph("output", place),
          message: place === first && !given.has(tensor) ? scoresOutput(tensor, classes.length) : null,
        })),
        ...(graph?.value_info ?? []).flatMap(({ name = "" }, place) =>
          names.includes(name) ? [{ place: inGraph("value_info", place), message: null }] : [],
        ),
      ],
    };
    given.add(tensor);
  }
}

/** The nodes that only pass a value on under other names, one after the other; null where anything else uses it. */
function passOn(nodes: readonly OnnxMessage<"NodeProto">[], value: string): number[] | null {
  const found: number[] = [];
  for (const [index, { op_type, domain = "", input = [], output: [next = ""] = [] }] of nodes.entries()) {
    if (!input.includes(value)) continue;
    const further = op_type === "Identity" && domain === "" ? passOn(nodes, next) : null;
    if (further === null) return null;
    found.push(index, ...further);
  }
  return found;
}

function scoresOutput(name: string, width: number): Uint8Array {
  const shape = { dim: [{}, { dim_value: width }] };
  return encodeMessage("ValueInfoProto", { name, type: { tensor_type: { elem_type: tensorDataType.float32, shape } } });
}

const everywhere = "C.UTF-8";
/** These are part of the C library. */
const builtIn: readonly string[] = ["C", "POSIX", "C.UTF-8", "C.utf8"];
/** Languages whose i has an upper case of its own: there another locale would change texts. */
const ownCase = /^(tr|az)([_.@]|$)/i;

/**
 * onnxruntime asks the machine for the locale of a StringNormalizer, `en_US.UTF-8` where it names none, and does not
 * load the model where that is not installed. C.UTF-8 is everywhere, and turns the same letters into the same others.
 */
function planLocales(bytes: Uint8Array, outline: Outline): RepairPlan[] {
  const plans: RepairPlan[] = [];
  visitMessages(outline, (name, message, place) => {
    const node = name === "NodeProto" ? (message as OnnxMessage<"NodeProto">) : null;
    if (node?.op_type !== "StringNormalizer" || !["", "ai.onnx"].includes(node.domain ?? "")) return;
    const complete = decodeMessage("NodeProto", messageAt(bytes, place));
    const attributes = complete.attribute ?? [];
    const locale = attributes.find((attribute) => attribute.name === "locale");
    const from = Buffer.from(locale?.s ?? []).toString();
    // A function's attribute gets its value where the function is called.
    if (locale?.ref_attr_name || builtIn.includes(from) || ownCase.test(from)) return;
    const attribute = [
      ...attributes.filter((other) => other !== locale),
      { name: "locale", type: attributeType.string, s: Buffer.from(everywhere) },
    ];
    plans.push({
      repairs: [{ kind: "locale_set", node: node.name ?? "", from, to: everywhere }],
      edits: [{ place, message: encodeMessage("NodeProto", { ...complete, attribute }) }],
    });
  });
  return plans;
}
