import "server-only";
import type { RemoteSource } from "@/lib/inference/backend";
import type { ItemInput } from "@/lib/inference/encode-column";
import { encodeInputs } from "@/lib/inference/encode-inputs";
import type { Answer, PredictionFailure } from "@/lib/inference/prediction";
import { readAnswer } from "@/lib/inference/read-answer";
import { mask } from "@/lib/inference/remote/mask-secrets";
import { protocolOf } from "@/lib/inference/remote/protocol-of";
import { requestUrl, type ServerAnswer, ServerClient, type ServerRequest } from "@/lib/inference/remote/server-client";
import { ServerProblem } from "@/lib/inference/remote/server-problem";
import { statusProblem } from "@/lib/inference/remote/status-problem";

const shownCharacters = 4000;

/** A request to a model server and what came back, to be shown: no secret, and long bodies cut short. */
interface ShownExchange {
  request: { method: string; url: string; headers: Record<string, string>; body: string };
  /** Null where there was no whole answer. */
  response: { status: number; body: string } | null;
  tookMs: number;
}

export interface TriedServer {
  /** Null where the item could not be put into a request. */
  exchange: ShownExchange | null;
  answer: Answer;
}

type TriedModel = Omit<RemoteSource, "backend" | "id">;

const shorten = (text: string) =>
  text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}… (${text.length} characters in all)`;

function bodyText(content: string | Uint8Array): string {
  return typeof content === "string" ? shorten(content) : `(${content.length} bytes)`;
}

function shownRequest({ endpoint }: TriedModel, request: ServerRequest): ShownExchange["request"] {
  const type = request.body === undefined ? {} : { "content-type": request.body.type };
  return {
    method: request.method,
    url: requestUrl(endpoint, request).href,
    headers: { ...type, ...Object.fromEntries(endpoint.headers.map((name) => [name, mask])) },
    body: request.body === undefined ? "" : bodyText(request.body.content),
  };
}

const failed = (failure: PredictionFailure): Answer => ({ ok: false, failure });

/** Sends one item to a model server with a connection of its own, and says what its answer means. */
export async function tryServer(model: TriedModel, input: ItemInput): Promise<TriedServer> {
  const [row] = await encodeInputs(model.mapping, [input]);
  if (row === undefined || !row.ok) {
    return { exchange: null, answer: row ?? failed({ code: "bad_input", message: "There is no item." }) };
  }
  const client = new ServerClient(model.endpoint, model.secrets);
  const reason = (error: unknown): Answer => {
    if (!(error instanceof ServerProblem)) throw error;
    return failed({ code: error.code, message: client.mask(error.message) });
  };
  try {
    const protocol = protocolOf(model.endpoint);
    const ranks = new Map(model.signature?.inputs.map(({ name, shape }) => [name, shape.length]));
    let request: ServerRequest;
    try {
      request = protocol.predict(model.mapping, ranks, [row.cells]);
    } catch (error) {
      return { exchange: null, answer: reason(error) };
    }
    const started = performance.now();
    let received: ServerAnswer | null = null;
    let answer: Answer;
    try {
      received = await client.exchange(request);
      const problem = statusProblem(model.endpoint.backend, received);
      if (problem !== null) throw problem;
      const [raw] = protocol.read(model.mapping, received.text, 1).answers;
      if (raw === undefined) throw new Error("A protocol gave no answer for a row.");
      answer = raw.ok ? readAnswer(model.mapping.output, raw.raw) : raw;
    } catch (error) {
      answer = reason(error);
    }
    const tookMs = Math.round(performance.now() - started);
    const response = received && { status: received.status, body: shorten(client.mask(received.text)) };
    return { exchange: { request: shownRequest(model, request), response, tookMs }, answer };
  } finally {
    await client.close();
  }
}
