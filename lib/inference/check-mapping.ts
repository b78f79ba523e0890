import { inputWidth, rowShape } from "@/lib/inference/batch-rows";
import type { Mapping, MappingInput, MappingOutput } from "@/lib/inference/mapping-schema";
import type { ModelDescription, TensorDescription } from "@/lib/inference/tensor";
import type { Problem } from "@/lib/platform/errors";

const numericTypes = ["float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint32", "uint64", "bool"];

/** What keeps a mapping from fitting a model; paths are within the mapping. Empty: it fits, as far as the model says. */
export function checkMapping(model: ModelDescription, mapping: Mapping): Problem[] {
  const bound = new Set(mapping.inputs.map(({ tensor }) => tensor));
  const unbound = model.inputs
    .filter(({ name }) => !bound.has(name))
    .map(({ name }) => ({ path: "inputs", message: `The model's input “${name}” is not bound to a field.` }));
  return [
    ...unbound,
    ...mapping.inputs.flatMap((input, index) => checkInput(model.inputs, input, `inputs.${index}`)),
    ...checkOutput(model.outputs, mapping.output),
  ];
}

function checkInput(tensors: readonly TensorDescription[], input: MappingInput, path: string): Problem[] {
  const tensor = tensors.find(({ name }) => name === input.tensor);
  if (tensor === undefined) return [unknownTensor(`${path}.tensor`, "input", input.tensor, tensors)];
  if (tensor.type !== input.type) {
    const message = `The model's input “${tensor.name}” is ${typeName(tensor)}, but the mapping gives it ${input.type}.`;
    return [{ path: `${path}.type`, message }];
  }
  const [batch, ...shape] = tensor.shape;
  if (batch === undefined)
    return [{ path, message: `The model's input “${tensor.name}” takes one value, not a batch.` }];
  if (batch !== -1 && batch !== 1) {
    const message = `The model's input “${tensor.name}” takes exactly ${batch} rows at once. Export it with a variable batch size.`;
    return [{ path, message }];
  }
  const given = rowShape(input, tensor.shape.length);
  const fits = shape.length === given.length && shape.every((size, axis) => size === -1 || size === given[axis]);
  if (fits) return [];
  if (input.from === "vector" && shape.length === 1) {
    const message = `The model's input “${tensor.name}” takes ${shape[0]} numbers, but the columns give ${inputWidth(input)}.`;
    return [{ path: `${path}.columns`, message }];
  }
  const message = `The model's input “${tensor.name}” takes ${shapeName(tensor.shape)}, but the mapping gives ${shapeName([batch, ...given])}.`;
  return [{ path, message }];
}

function checkOutput(tensors: readonly TensorDescription[], output: MappingOutput): Problem[] {
  if (output.kind === "scores") return checkScores(tensors, output);
  const value = checkOutputTensor(tensors, output.tensor, "output.tensor", 1);
  if (output.spreadTensor === undefined) return value;
  return [...value, ...checkOutputTensor(tensors, output.spreadTensor, "output.spreadTensor", 1)];
}

function checkScores(
  tensors: readonly TensorDescription[],
  { tensor, classes, transform }: MappingOutput & { kind: "scores" },
): Problem[] {
  if (Array.isArray(tensor)) {
    return tensor.flatMap((name, index) => checkOutputTensor(tensors, name, `output.tensor.${index}`, 1));
  }
  const width = widthOf(tensors.find(({ name }) => name === tensor));
  if (width !== 1 || classes.length !== 2) return checkOutputTensor(tensors, tensor, "output.tensor", classes.length);
  if (transform === "softmax") {
    const message = `The output “${tensor}” is one score, for which softmax has no meaning. Choose sigmoid or none.`;
    return [{ path: "output.transform", message }];
  }
  return checkOutputTensor(tensors, tensor, "output.tensor", 1);
}

function checkOutputTensor(
  tensors: readonly TensorDescription[],
  name: string,
  path: string,
  expected: number,
): Problem[] {
  const tensor = tensors.find((candidate) => candidate.name === name);
  if (tensor === undefined) return [unknownTensor(path, "output", name, tensors)];
  if (!numericTypes.includes(tensor.type)) {
    const message = `The model's output “${name}” is ${typeName(tensor)}; a tensor of numbers is needed.`;
    return [{ path, message }];
  }
  const width = widthOf(tensor);
  if (width === -1 || width === expected) return [];
  const message =
    path === "output.tensor" && expected > 1
      ? `The model's output “${name}” has ${width} ${width === 1 ? "score" : "scores"} for ${expected} outcomes.`
      : `The model's output “${name}” has ${width} numbers for an item; one is needed.`;
  return [{ path: expected > 1 ? "output.classes" : path, message }];
}

/** Numbers per row; -1 where the model does not say. */
function widthOf(tensor: TensorDescription | undefined): number {
  const sizes = tensor?.shape.slice(1) ?? [];
  return sizes.includes(-1) ? -1 : sizes.reduce((product, size) => product * size, 1);
}

function unknownTensor(path: string, what: string, name: string, tensors: readonly TensorDescription[]): Problem {
  const names = tensors.map((tensor) => `“${tensor.name}”`).join(", ");
  return { path, message: `The model has no ${what} “${name}”. It has ${names}.` };
}

const typeName = ({ type }: TensorDescription) => (type === "not_a_tensor" ? "a sequence or a map" : type);
const shapeName = (shape: readonly number[]) => `[${shape.map((size) => (size === -1 ? "any" : size)).join(", ")}]`;
