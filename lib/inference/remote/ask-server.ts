import "server-only";
import type { Endpoint, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import { protocolOf } from "@/lib/inference/remote/protocol-of";
import { ServerClient, type ServerRequest } from "@/lib/inference/remote/server-client";
import { ServerProblem } from "@/lib/inference/remote/server-problem";
import { readinessProblem, statusProblem } from "@/lib/inference/remote/status-problem";
import type { ModelDescription } from "@/lib/inference/tensor";

/** What a model server says about itself. */
export interface ServerStatus {
  /** It answered at all. */
  reachable: boolean;
  /** It says that the model can be asked. */
  ready: boolean;
  /** What is wrong, as a sentence; null where it is ready. */
  message: string | null;
  tookMs: number;
}

export type ServerAccess = { endpoint: Endpoint; secrets: EndpointSecrets };

/** One request with a connection of its own, masked. @throws ServerProblem */
async function askOnce({ endpoint, secrets }: ServerAccess, request: ServerRequest) {
  const client = new ServerClient(endpoint, secrets);
  try {
    const answer = await client.exchange(request);
    return { status: answer.status, text: client.mask(answer.text) };
  } finally {
    await client.close();
  }
}

/** TensorFlow Serving answers 200 also while a version is loading or has gone. */
function stateProblem(text: string): string | null {
  const states = [...text.matchAll(/"state"\s*:\s*"([A-Z_]{1,40})"/g)].map(([, state]) => state);
  if (states.length === 0 || states.includes("AVAILABLE")) return null;
  return `The model server has the model, but its state is ${states[0]}.`;
}

/** Asks a server whether its model can be asked. Its status code says so; bodies differ from one to the next. */
export async function askReadiness(access: ServerAccess): Promise<ServerStatus> {
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  try {
    const answer = await askOnce(access, protocolOf(access.endpoint).ready());
    const message = readinessProblem(access.endpoint.backend, answer) ?? stateProblem(answer.text);
    return { reachable: true, ready: message === null, message, tookMs: took() };
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    return { reachable: false, ready: false, message: error.message, tookMs: took() };
  }
}

/** Names, types and shapes as the server gives them; null where it does not. */
export async function askSignature(access: ServerAccess): Promise<ModelDescription | null> {
  const protocol = protocolOf(access.endpoint);
  const request = protocol.describe();
  if (request === null) return null;
  try {
    const answer = await askOnce(access, request);
    return statusProblem(access.endpoint.backend, answer) === null ? protocol.readDescription(answer.text) : null;
  } catch (error) {
    if (error instanceof ServerProblem) return null;
    throw error;
  }
}
