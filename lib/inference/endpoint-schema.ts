import { z } from "zod";

const strict = <const T extends z.core.$ZodLooseShape>(what: string, shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `${what} has no ${issue.keys.join(", ")}.` : `${what} is an object.`,
  });

const wholeNumber = (what: string, min: number, max: number) =>
  z
    .int(`${what} is a whole number.`)
    .min(min, `${what} is at least ${min.toLocaleString("en")}.`)
    .max(max, `${what} is at most ${max.toLocaleString("en")}.`);

function urlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return "This is no address. Enter one like https://models.example.com:8000.";
  if (url.protocol !== "http:" && url.protocol !== "https:") return "The address starts with http:// or https://.";
  if (url.username !== "" || url.password !== "") {
    return "Name and password do not belong in the address, where everybody sees them. Use a secret header.";
  }
  if (url.search !== "" || url.hash !== "")
    return "The address ends before any ? or #: the protocol says what follows.";
  return null;
}

const problemCheck =
  (problemOf: (text: string) => string | null) => (text: string, context: z.core.$RefinementCtx<string>) => {
    const message = problemOf(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  };

/** Where the server is, without what the protocol adds: a path in front of `/v2` or `/v1` belongs to it. */
const url = z
  .string("The address is a text.")
  .trim()
  .min(1, { error: "Enter the server's address.", abort: true })
  .max(1000, "At most 1,000 characters.")
  .superRefine(problemCheck(urlProblem));

/** A part of a path, which is encoded where it is used. `.` and `..` would be lost on the way. */
const pathPart = (what: string) =>
  z
    .string(`${what} is a text.`)
    .trim()
    .min(1, `${what} must not be empty.`)
    .max(200, `${what} has at most 200 characters.`)
    .refine((part) => !/[/\\\p{Cc}]/u.test(part) && part !== "." && part !== "..", {
      error: `${what} has no slashes and no control characters.`,
    });

/** Set by the connection itself, or by us. */
const ownHeaders = [
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

function headerProblem(name: string): string | null {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return "A header's name has letters, digits and hyphens only.";
  return ownHeaders.includes(name.toLowerCase()) ? `The header ${name} is set by the connection itself.` : null;
}

const headerName = z
  .string("A header's name is a text.")
  .trim()
  .min(1, { error: "A header needs a name.", abort: true })
  .max(100, "A header's name has at most 100 characters.")
  .superRefine(problemCheck(headerProblem));

const common = {
  url,
  model: pathPart("The model's name"),
  /** Headers whose values are secret; the values are kept apart (`endpointSecretsSchema`). */
  headers: z
    .array(headerName, "The headers are a list of names.")
    .max(10, "At most 10 headers.")
    .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
      error: "A header must not be named twice.",
    })
    .default([]),
  /** For one request, from its start to the end of the answer, in milliseconds. */
  timeoutMs: wholeNumber("The time limit", 100, 60_000).default(2000),
  /** Requests under way at once, from each process that asks this model. */
  concurrency: wholeNumber("The number of requests at once", 1, 64).default(4),
};

/** The most rows that go in one request. */
const batchRows = wholeNumber("The number of rows per request", 1, 256).default(32);

/** The model's own names of its classes, in the order of the mapping's; without it they are the outcomes' keys. */
const labels = z
  .array(z.string().max(500), "The labels are a list of texts.")
  .min(2, "Name at least two labels.")
  .max(1000, "At most 1,000 labels.")
  .refine((names) => new Set(names).size === names.length, { error: "A label must not be named twice." })
  .optional();

/** `label`: the output tensor holds the class's name or number, and no score. */
const answer = z.enum(["scores", "label"], "The answer is scores or label.").default("scores");

/** A place in a JSON answer: keys and list positions, with dots between them; empty: the answer as a whole. */
const jsonPath = z
  .string("A path is a text.")
  .trim()
  .max(200, "A path has at most 200 characters.")
  .regex(/^$|^[^.]+(\.[^.]+)*$/, "A path has keys and list positions with one dot between them: predictions.0.score");

const openInferenceSchema = strict("An Open Inference endpoint", {
  backend: z.literal("open_inference"),
  ...common,
  /** Left out where the server knows none in the path (KServe's own Python server). */
  version: pathPart("The version").optional(),
  batchRows,
  /** The outputs to ask for; without it those of the mapping, and where it is empty the server gives what it likes. */
  outputs: z
    .array(z.string().min(1, "An output needs a name.").max(500), "The outputs are a list of names.")
    .max(100, "At most 100 outputs.")
    .optional(),
  answer,
  labels,
  /** Goes along with each request, for servers that read them: `{"content_type": "pd"}`. */
  parameters: z.record(z.string().min(1).max(100), z.union([z.string().max(1000), z.number(), z.boolean()])).optional(),
});

const tensorflowServingSchema = strict("A TensorFlow Serving endpoint", {
  backend: z.literal("tensorflow_serving"),
  ...common,
  version: z
    .string("The version is a text.")
    .regex(/^\d{1,18}$/, "A version of TensorFlow Serving is a whole number.")
    .optional(),
  /** In place of a version: the name that the server's configuration gives one. */
  versionLabel: pathPart("The label").optional(),
  batchRows,
  signature: z.string().min(1, "The signature's name must not be empty.").max(200).default("serving_default"),
  method: z.enum(["predict", "classify", "regress"], "The method is predict, classify or regress.").default("predict"),
  /** `row`: a list of instances. `column`: each input as one tensor. Only `predict` knows the difference. */
  form: z.enum(["row", "column"], "The form is row or column.").default("row"),
  answer,
  labels,
}).superRefine(({ version, versionLabel }, context) => {
  if (version === undefined || versionLabel === undefined) return;
  const message = "Give a version or a label, not both.";
  context.addIssue({ code: "custom", path: ["versionLabel"], message });
});

const torchServeAnswerSchema = z.discriminatedUnion(
  "kind",
  [
    /** A list of scores in the order of the mapping's classes. */
    strict("An answer of scores", { kind: z.literal("scores"), path: jsonPath.default("") }),
    /** An object: class -> score. Classes that it leaves out count 0. */
    strict("An answer of scores by class", { kind: z.literal("scores_by_label"), path: jsonPath.default("") }),
    /** The winning class, and its score where there is one. */
    strict("An answer of a label", {
      kind: z.literal("label"),
      path: jsonPath.default(""),
      scorePath: jsonPath.optional(),
    }),
    strict("An answer of a value", {
      kind: z.literal("value"),
      path: jsonPath.default(""),
      spreadPath: jsonPath.optional(),
    }),
  ],
  "The answer's kind is one of scores, scores_by_label, label, value.",
);

const torchServeSchema = strict("A TorchServe endpoint", {
  backend: z.literal("torchserve"),
  ...common,
  version: pathPart("The version").optional(),
  /**
   * `fields`: a JSON object with the mapping's inputs by name. `instances`: that object as the one element of
   * `{"instances": [...]}`. `text`: the one input as plain text. `image`: the one input's picture as it came.
   */
  body: z
    .enum(["fields", "instances", "text", "image"], "The body is one of fields, instances, text, image.")
    .default("fields"),
  answer: torchServeAnswerSchema,
  labels,
});

/** Where a model server is and how it is spoken to. No secret is in here. */
export const endpointSchema = z.discriminatedUnion(
  "backend",
  [openInferenceSchema, tensorflowServingSchema, torchServeSchema],
  "The backend is one of open_inference, tensorflow_serving, torchserve.",
);

/** Header name -> its secret value. */
export const endpointSecretsSchema = z
  .record(
    z.string().max(100),
    z
      .string("A header's value is a text.")
      .min(1, { error: "The header needs a value.", abort: true })
      .max(8000, "A header's value has at most 8,000 characters.")
      .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, "A header's value has plain ASCII characters only."),
    "The secrets are an object: header name to value.",
  )
  .default({});

export type Endpoint = z.infer<typeof endpointSchema>;
export type EndpointInput = z.input<typeof endpointSchema>;
export type OpenInferenceEndpoint = Extract<Endpoint, { backend: "open_inference" }>;
export type TensorFlowServingEndpoint = Extract<Endpoint, { backend: "tensorflow_serving" }>;
export type TorchServeEndpoint = Extract<Endpoint, { backend: "torchserve" }>;
export type EndpointSecrets = z.infer<typeof endpointSecretsSchema>;

/** Headers without a value and values without a header; paths are within `{endpoint, secrets}`. */
export function secretProblems(endpoint: Endpoint, secrets: EndpointSecrets): { path: string; message: string }[] {
  const given = Object.keys(secrets);
  const missing = endpoint.headers.flatMap((name, index) =>
    given.includes(name)
      ? []
      : [{ path: `endpoint.headers.${index}`, message: `The header ${name} needs its secret value.` }],
  );
  const strange = given
    .filter((name) => !endpoint.headers.includes(name))
    .map((name) => ({ path: `secrets.${name}`, message: `The endpoint names no header ${name}.` }));
  return [...missing, ...strange];
}
