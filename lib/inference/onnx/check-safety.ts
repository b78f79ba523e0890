// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import type { OnnxMessage } from "./onnx-proto.ts";
import { type Outline, visitMessages } from "./read-outline.ts";

/** Operators of these run here: ONNX's own (which has two names), its machine learning ones, onnxruntime's own. */
const domains: readonly string[] = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

/** Operators of these domains that read files or run code of others. */
const refusedOperators: readonly string[] = ["EPContext", "PythonOp", "PythonOpGrad", "TritonOp"];

const externalTensor = 1;

/**
 * What makes a model unsafe to load, as a sentence with what to do; null: nothing. Data outside of the file would be
 * read from paths that the file chooses; operators of other domains run somebody's own code.
 */
export function checkSafety(outline: Outline): string | null {
  const functions = new Set((outline.functions ?? []).map(({ domain, name }) => operatorKey(domain, name)));
  let problem: string | null = null;
  visitMessages(outline, (name, message) => {
    if (name === "TensorProto") problem ??= tensorProblem(message as OnnxMessage<"TensorProto">);
    else if (name === "NodeProto") problem ??= nodeProblem(message as OnnxMessage<"NodeProto">, functions);
  });
  return problem;
}

function tensorProblem({ data_location, external_data = [], name }: OnnxMessage<"TensorProto">): string | null {
  if (data_location !== externalTensor && external_data.length === 0) return null;
  const location = external_data.find(({ key }) => key === "location")?.value ?? "";
  const where = location === "" ? "outside of the file" : `in another file (“${short(location)}”)`;
  const what = name ? ` of “${short(name)}”` : "";
  return `The model keeps numbers${what} ${where}. Save it as one file, for example by onnx.save(model, path, save_as_external_data=False), and send that.`;
}

function nodeProblem(
  { op_type, domain = "" }: OnnxMessage<"NodeProto">,
  functions: ReadonlySet<string>,
): string | null {
  // A function is made of other nodes of this file, which are looked at like all.
  const known = domains.includes(domain) || functions.has(operatorKey(domain, op_type));
  if (known && !refusedOperators.includes(op_type ?? "")) return null;
  return `The model uses the operator “${short(op_type)}”${domain === "" ? "" : ` of “${short(domain)}”`}, which is not run here. Export it with operators of ai.onnx, ai.onnx.ml and com.microsoft only.`;
}

const operatorKey = (domain = "", name = "") => `${domain} ${name}`;

const short = (text = "") => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
