/** A tensor of a request, as the Open Inference Protocol has it. */
export interface RequestTensor {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown[];
}

export interface InferRequest {
  inputs: RequestTensor[];
  outputs?: { name: string }[];
  parameters?: Record<string, unknown>;
}

/** A request that the protocol does not allow; servers answer it with 400. */
export class BadRequest extends Error {}

/** NaN may stand there bare, as Python's parser takes it. */
export function parseInfer(body: Buffer): InferRequest {
  const text = body.toString().replaceAll(/\bNaN\b/g, '"NaN"');
  const parsed = JSON.parse(text) as Partial<InferRequest>;
  if (!Array.isArray(parsed.inputs) || parsed.inputs.length === 0) throw new BadRequest("Unable to find 'inputs'");
  for (const { name, shape, datatype, data } of parsed.inputs) {
    if (typeof name !== "string" || typeof datatype !== "string") throw new BadRequest("missing name or datatype");
    if (!Array.isArray(shape) || !Array.isArray(data)) throw new BadRequest(`missing shape or data of '${name}'`);
    const flat = data.flat(8);
    const size = shape.reduce((product, length) => product * length, 1);
    if (flat.length !== size) throw new BadRequest(`'${name}' has ${flat.length} elements, expected ${size}`);
    const fits = (value: unknown) =>
      datatype === "BYTES"
        ? typeof value === "string"
        : datatype === "BOOL"
          ? typeof value === "boolean"
          : isNumber(value);
    if (!flat.every(fits)) throw new BadRequest(`'${name}' holds what is no ${datatype}`);
    if (/^INT/.test(datatype) && !flat.every(Number.isSafeInteger)) throw new BadRequest(`'${name}' is not whole`);
  }
  return parsed as InferRequest;
}

const isNumber = (value: unknown) => typeof value === "number" || value === "NaN";

/** A tensor's elements as numbers. */
export function numbersOf({ data }: RequestTensor): number[] {
  return data.flat(8).map(Number);
}
