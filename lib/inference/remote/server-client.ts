import "server-only";
import type { Agent, Dispatcher } from "undici";
import type { Endpoint, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import { maskSecrets } from "@/lib/inference/remote/mask-secrets";
import { ServerProblem } from "@/lib/inference/remote/server-problem";
import { EgressRefused, egressAgent } from "@/lib/platform/egress";

const answerLimitMegabytes = 8;

/** What is sent to a model server; `path` follows the endpoint's address. */
export interface ServerRequest {
  method: "GET" | "POST";
  path: string;
  body?: { type: string; content: string | Uint8Array };
}

/** What came back, whatever its status. */
export interface ServerAnswer {
  status: number;
  text: string;
}

/** Where a request goes. */
export function requestUrl(endpoint: Endpoint, { path }: ServerRequest): URL {
  return new URL(`${endpoint.url.replace(/\/+$/, "")}${path}`);
}

/** The one way to a model server: limits on time, size and connections, no redirects, secrets in the headers only. */
export class ServerClient {
  readonly #endpoint: Endpoint;
  readonly #secrets: EndpointSecrets;
  readonly #agent: Agent;

  constructor(endpoint: Endpoint, secrets: EndpointSecrets) {
    this.#endpoint = endpoint;
    this.#secrets = secrets;
    this.#agent = egressAgent({
      connections: endpoint.concurrency,
      answerLimitBytes: answerLimitMegabytes * 1024 * 1024,
    });
  }

  /** A text that may be shown. */
  mask(text: string): string {
    return maskSecrets(text, this.#secrets);
  }

  /**
   * One exchange, whose answer may have any status. `timeoutMs` counts from the start to the last byte.
   *
   * @throws ServerProblem where there is no whole answer.
   */
  async exchange(request: ServerRequest): Promise<ServerAnswer> {
    const signal = AbortSignal.timeout(this.#endpoint.timeoutMs);
    const response = await this.#send(request, signal);
    try {
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      throw problemOf(error, signal, "The model server stopped in the middle of its answer.");
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(request: ServerRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { origin, pathname } = requestUrl(this.#endpoint, request);
    const options: Dispatcher.RequestOptions = {
      origin,
      path: pathname,
      method: request.method,
      headers: {
        accept: "application/json",
        ...this.#secrets,
        ...(request.body !== undefined && { "content-type": request.body.type }),
      },
      ...(request.body !== undefined && { body: request.body.content }),
      signal,
    };
    const lost = "The model server closed the connection without an answer.";
    try {
      return await this.#agent.request(options);
    } catch (error) {
      // A kept connection may have been closed by the server just then; the same rows give the same answer.
      if (!isLostConnection(error) || signal.aborted) throw problemOf(error, signal, lost);
    }
    try {
      return await this.#agent.request(options);
    } catch (error) {
      throw problemOf(error, signal, lost);
    }
  }
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = [...(error instanceof AggregateError ? error.errors : []), error.cause];
  const own = "code" in error ? [String(error.code)] : [];
  return [...own, ...inner.flatMap(codesOf)];
}

function isLostConnection(error: unknown): boolean {
  return codesOf(error).some((code) => ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(code));
}

/** What an error of the connection means. No address is repeated: errors of name servers and sockets hold inner ones. */
function problemOf(error: unknown, signal: AbortSignal, lost: string): ServerProblem {
  if (error instanceof EgressRefused) return new ServerProblem("unavailable", error.message, { counts: true });
  const codes = codesOf(error);
  if (codes.includes("UND_ERR_RES_EXCEEDED_MAX_SIZE")) {
    const message = `The model server's answer is larger than ${answerLimitMegabytes} MB.`;
    return new ServerProblem("bad_output", message, { splits: true });
  }
  if (signal.aborted || codes.includes("UND_ERR_CONNECT_TIMEOUT")) {
    return new ServerProblem("timeout", "The model server did not answer in time.", { counts: true });
  }
  if (codes.some((code) => ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"].includes(code))) {
    return new ServerProblem("unavailable", "The model server's name cannot be resolved.", { counts: true });
  }
  if (codes.some((code) => code.startsWith("ERR_TLS") || code.includes("CERT") || code.includes("SSL"))) {
    const message = `The connection to the model server is not secure: ${codes[0]}.`;
    return new ServerProblem("unavailable", message, { counts: true });
  }
  if (isLostConnection(error)) return new ServerProblem("crash", lost, { counts: true });
  const detail = codes[0] === undefined ? "" : ` (${codes[0]})`;
  return new ServerProblem("unavailable", `The model server cannot be reached.${detail}`, { counts: true });
}
