import type { Endpoint } from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { Problem } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** A label stands for the class at its place, so both lists are equally long. */
function labelProblems({ labels }: Endpoint, { output }: Mapping): Problem[] {
  if (labels === undefined || output.kind === "value" || labels.length === output.classes.length) return [];
  const message = `There are ${output.classes.length} classes for ${labels.length} labels; each label stands for the class at its place.`;
  return [{ path: "output.classes", message }];
}

function answerProblems(endpoint: Endpoint, { output }: Mapping): Problem[] {
  const problem = (message: string) => [{ path: "output.kind", message }];
  const value = output.kind === "value";
  if (endpoint.backend === "torchserve") {
    if (value === (endpoint.answer.kind === "value")) return [];
    return problem(
      `The answer is read as ${endpoint.answer.kind}, but the mapping asks for ${value ? "a value" : "scores"}.`,
    );
  }
  if (endpoint.answer === "label" && value) return problem("A label is no value: the mapping must ask for scores.");
  if (endpoint.backend === "open_inference") return [];
  if (endpoint.method === "classify" && value) return problem("The method classify gives scores, not a value.");
  if (endpoint.method === "regress" && !value) return problem("The method regress gives a value, not scores.");
  return [];
}

/** Text and picture are sent as a body of their own, so there can be only one of them. */
function bodyProblems(endpoint: Endpoint, { inputs }: Mapping, { fields }: Definition): Problem[] {
  if (endpoint.backend !== "torchserve" || (endpoint.body !== "text" && endpoint.body !== "image")) return [];
  const [input, ...others] = inputs;
  const column = input?.from === "column" && input.type === "string" ? input.column : null;
  if (column === null || others.length > 0) {
    const message = `A body of ${endpoint.body} needs exactly one input: a column of the type string with the encoding text.`;
    return [{ path: "inputs", message }];
  }
  if (endpoint.body === "text" || fields.find(({ key }) => key === column.field)?.kind === "image") return [];
  return [{ path: "inputs.0.column.field", message: "A body of image needs a field of kind image." }];
}

function outcomeProblems({ output }: Mapping, { kind, outcomes }: Definition): Problem[] {
  if (output.kind === "value" || kind === "regression") return [];
  const missing = outcomes.map(({ key }) => key).filter((key) => !output.classes.includes(key));
  if (missing.length === 0) return [];
  return [{ path: "output.classes", message: `These outcomes are missing among the classes: ${missing.join(", ")}.` }];
}

/** What keeps a mapping from fitting the way in which a model server is asked; paths are within the mapping. */
export function endpointFit(endpoint: Endpoint, mapping: Mapping, definition: Definition): Problem[] {
  return [
    ...outcomeProblems(mapping, definition),
    ...labelProblems(endpoint, mapping),
    ...answerProblems(endpoint, mapping),
    ...bodyProblems(endpoint, mapping, definition),
  ];
}

/** What works, but whoever adds the model should know. */
export function endpointWarnings(endpoint: Endpoint, mapping: Mapping): string[] {
  const warnings: string[] = [];
  const pinned =
    endpoint.version !== undefined ||
    (endpoint.backend === "tensorflow_serving" && endpoint.versionLabel !== undefined);
  if (!pinned) {
    const never = endpoint.backend === "tensorflow_serving" ? " Its answers never say which version gave them." : "";
    warnings.push(`No version is pinned: whoever runs the server can put another model in its place unseen.${never}`);
  } else if (endpoint.backend === "tensorflow_serving" && endpoint.versionLabel !== undefined) {
    warnings.push("The label can be moved to another version on the server, unseen. A version number cannot.");
  }
  if (endpoint.url.startsWith("http:") && endpoint.headers.length > 0) {
    warnings.push("The secret headers travel unencrypted: the address starts with http://.");
  }
  const labelOnly =
    endpoint.backend === "torchserve"
      ? endpoint.answer.kind === "label" && endpoint.answer.scorePath === undefined
      : endpoint.answer === "label";
  if (labelOnly && mapping.output.kind === "scores") {
    warnings.push("The model gives no scores, so it reaches no threshold: only full automation would use its answers.");
  }
  return warnings;
}
