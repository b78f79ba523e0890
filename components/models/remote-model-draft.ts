import type { EndpointInput, EndpointSecrets } from "@/lib/inference/endpoint-schema";

export type RemoteBackend = EndpointInput["backend"];

/** A model server as the form holds it: what is typed, whichever protocol is chosen. */
export interface RemoteDraft {
  name: string;
  backend: RemoteBackend;
  url: string;
  model: string;
  version: string;
  versionLabel: string;
  headers: readonly { id: number; name: string; value: string }[];
  timeoutMs: number | string;
  concurrency: number | string;
  batchRows: number | string;
  /** One on each line. */
  outputs: string;
  labels: string;
  answer: "scores" | "label";
  signature: string;
  method: "predict" | "classify" | "regress";
  form: "row" | "column";
  body: "fields" | "instances" | "text" | "image";
  answerKind: "scores" | "scores_by_label" | "label" | "value";
  path: string;
  secondPath: string;
}

export const emptyRemoteDraft: RemoteDraft = {
  name: "",
  backend: "open_inference",
  url: "",
  model: "",
  version: "",
  versionLabel: "",
  headers: [],
  timeoutMs: 2000,
  concurrency: 4,
  batchRows: 32,
  outputs: "",
  labels: "",
  answer: "scores",
  signature: "serving_default",
  method: "predict",
  form: "row",
  body: "fields",
  answerKind: "scores_by_label",
  path: "",
  secondPath: "",
};

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

const given = (key: string, text: string) => (text.trim() === "" ? {} : { [key]: text.trim() });
const listed = (key: string, text: string) => (lines(text).length === 0 ? {} : { [key]: lines(text) });

function torchServeAnswer({ answerKind, path, secondPath }: RemoteDraft) {
  if (answerKind === "label") return { kind: answerKind, path, ...given("scorePath", secondPath) };
  if (answerKind === "value") return { kind: answerKind, path, ...given("spreadPath", secondPath) };
  return { kind: answerKind, path };
}

function ownParts(draft: RemoteDraft): object {
  const labels = listed("labels", draft.labels);
  switch (draft.backend) {
    case "open_inference":
      return { batchRows: draft.batchRows, ...listed("outputs", draft.outputs), answer: draft.answer, ...labels };
    case "tensorflow_serving": {
      const { batchRows, signature, method, form, answer, versionLabel } = draft;
      return { batchRows, signature, method, form, answer, ...given("versionLabel", versionLabel), ...labels };
    }
    case "torchserve":
      return { body: draft.body, answer: torchServeAnswer(draft), ...labels };
  }
}

/** The endpoint and its secrets, as the server checks them. */
export function readRemoteDraft(draft: RemoteDraft): { endpoint: EndpointInput; secrets: EndpointSecrets } {
  const { backend, url, model, version, timeoutMs, concurrency } = draft;
  const endpoint = {
    backend,
    url,
    model,
    ...given("version", version),
    headers: draft.headers.map(({ name }) => name.trim()),
    timeoutMs,
    concurrency,
    ...ownParts(draft),
  };
  const secrets = Object.fromEntries(draft.headers.map(({ name, value }) => [name.trim(), value]));
  return { endpoint: endpoint as EndpointInput, secrets };
}

/** The model's own class names; null where they are the outcomes' keys. */
export function labelsOf({ labels }: RemoteDraft): string[] | null {
  return lines(labels).length === 0 ? null : lines(labels);
}
