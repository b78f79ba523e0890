import type { RawAnswer } from "@/lib/inference/backend";
import { rowShape } from "@/lib/inference/batch-rows";
import type { Cell } from "@/lib/inference/encode-inputs";
import type { TorchServeEndpoint } from "@/lib/inference/endpoint-schema";
import type { Mapping, MappingInput } from "@/lib/inference/mapping-schema";
import { parseAnswer } from "@/lib/inference/remote/parse-answer";
import { pictureOf } from "@/lib/inference/remote/picture-of";
import type { Protocol } from "@/lib/inference/remote/protocol";
import { labelOutput, namedOutput, numbersOutput } from "@/lib/inference/remote/row-output";
import type { ServerRequest } from "@/lib/inference/remote/server-client";
import { badAnswer, ServerProblem } from "@/lib/inference/remote/server-problem";
import { flatten, nestTexts, numberText } from "@/lib/inference/remote/tensor-json";

function cellText(input: MappingInput, cell: Cell): string {
  if (typeof cell === "string") return JSON.stringify(cell);
  if (typeof cell === "number") return input.type === "bool" ? String(cell === 1) : numberText(input.type, cell);
  const places: readonly (number | string)[] = Array.from<number | string>(cell);
  return nestTexts(
    places.map((place) => (typeof place === "string" ? JSON.stringify(place) : numberText(input.type, place))),
    rowShape(input),
  );
}

function fieldsText(mapping: Mapping, cells: readonly Cell[]): string {
  const members = mapping.inputs.map(
    (input, index) => `${JSON.stringify(input.tensor)}:${cellText(input, cells[index] as Cell)}`,
  );
  return `{${members.join(",")}}`;
}

function pictureBody(cell: Cell | undefined): ServerRequest["body"] & object {
  const picture = typeof cell === "string" ? pictureOf(cell) : null;
  if (picture !== null) return { type: picture.type, content: Buffer.from(picture.base64, "base64") };
  const message = "The item's picture cannot be sent: it is no data URI with a PNG, JPEG, WebP or GIF.";
  throw new ServerProblem("bad_input", message, { splits: true });
}

function requestBody(
  { body }: TorchServeEndpoint,
  mapping: Mapping,
  cells: readonly Cell[],
): ServerRequest["body"] & object {
  switch (body) {
    case "fields":
      return { type: "application/json", content: fieldsText(mapping, cells) };
    case "instances":
      return { type: "application/json", content: `{"instances":[${fieldsText(mapping, cells)}]}` };
    case "text":
      return { type: "text/plain; charset=utf-8", content: String(cells[0] ?? "") };
    case "image":
      return pictureBody(cells[0]);
  }
}

/** What stands at a path of a JSON answer; undefined where nothing does. */
function at(value: unknown, path: string): unknown {
  if (path === "") return value;
  return path.split(".").reduce<unknown>((place, key) => {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, key)) return undefined;
    return (place as Record<string, unknown>)[key];
  }, value);
}

function found(value: unknown, path: string): unknown {
  const part = at(value, path);
  if (part !== undefined) return part;
  throw badAnswer(`The model server's answer has nothing at “${path}”.`);
}

function readOne({ answer, labels }: TorchServeEndpoint, mapping: Mapping, json: unknown): RawAnswer {
  const main = found(json, answer.path);
  switch (answer.kind) {
    case "scores":
      return numbersOutput(flatten(main));
    case "value":
      return numbersOutput(flatten(main), answer.spreadPath === undefined ? undefined : found(json, answer.spreadPath));
    case "label":
      return labelOutput(
        mapping,
        labels,
        main,
        answer.scorePath === undefined ? undefined : found(json, answer.scorePath),
      );
    case "scores_by_label": {
      if (typeof main === "object" && main !== null && !Array.isArray(main)) {
        return namedOutput(mapping, labels, Object.entries(main));
      }
      throw badAnswer("The model server gave no object of classes and scores.");
    }
  }
}

/** A handler may answer with the class's bare name. */
function readJson({ answer }: TorchServeEndpoint, text: string): unknown {
  try {
    return parseAnswer(text);
  } catch (error) {
    if (answer.kind === "label" && answer.path === "" && answer.scorePath === undefined) return text.trim();
    throw error;
  }
}

/** TorchServe's inference interface, whose requests and answers are the handler's own. One row per request. */
export function torchServe(endpoint: TorchServeEndpoint): Protocol {
  const { model, version } = endpoint;
  const part = version === undefined ? "" : `/${encodeURIComponent(version)}`;
  return {
    batchRows: 1,
    runtime: `torchserve ${model}${version === undefined ? "" : ` ${version}`}`,
    predict: (mapping, _ranks, [cells = []]) => ({
      method: "POST",
      path: `/predictions/${encodeURIComponent(model)}${part}`,
      body: requestBody(endpoint, mapping, cells),
    }),
    read: (mapping, text) => ({ answers: [readOne(endpoint, mapping, readJson(endpoint, text))] }),
    ready: () => ({ method: "GET", path: "/ping" }),
    describe: () => null,
    readDescription: () => null,
  };
}
