import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server does instead of answering as it should. */
export type Fault =
  | { status: number; body?: string }
  | { kind: "slow"; ms: number }
  | { kind: "slow_body"; ms: number }
  | { kind: "garbage" }
  | { kind: "cut_off" }
  | { kind: "hang_up" }
  | { kind: "huge"; bytes: number }
  | { kind: "redirect"; to: string };

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** An answer's status and what stands in its body. */
export interface Reply {
  status: number;
  /** A text as it is; anything else as JSON. */
  body?: unknown;
  type?: string;
}

export interface ModelServer {
  url: string;
  /** All requests so far. */
  received: Received[];
  /** For requests whose path this says; null: none. */
  fault: Fault | null;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function send(response: ServerResponse, { status, body, type }: Reply): void {
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, { "content-type": type ?? "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** True where the fault has answered. */
async function misbehave(fault: Fault, response: ServerResponse): Promise<boolean> {
  if ("status" in fault) {
    send(response, { status: fault.status, body: fault.body ?? { error: `Status ${fault.status}` } });
    return true;
  }
  switch (fault.kind) {
    case "slow":
      await pause(fault.ms);
      return false;
    case "slow_body":
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"outputs":[');
      await pause(fault.ms);
      response.end("]}");
      return true;
    case "garbage":
      send(response, { status: 200, body: "<html>It works!</html>", type: "text/html" });
      return true;
    case "cut_off":
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
      response.write('{"outputs":[{"name":"y","sha');
      await pause(20);
      response.destroy();
      return true;
    case "hang_up":
      response.destroy();
      return true;
    case "huge":
      response.writeHead(200, { "content-type": "application/json" });
      for (let sent = 0; sent < fault.bytes && !response.destroyed; sent += 65_536) {
        if (!response.write(" ".repeat(65_536))) await pause(1);
      }
      response.end("{}");
      return true;
    case "redirect":
      response.writeHead(307, { location: fault.to });
      response.end();
      return true;
  }
}

/** Starts a server on a free port of this machine. Faults hit POST requests only, so that health stays what it is. */
export async function startModelServer(answer: (request: Received) => Reply | Promise<Reply>): Promise<ModelServer> {
  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const received: Received = { method, path: url, headers, body: await readBody(request) };
    model.received.push(received);
    if (method === "POST" && model.fault !== null && (await misbehave(model.fault, response))) return;
    try {
      send(response, await answer(received));
    } catch (error) {
      send(response, { status: 500, body: { error: String(error) } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const model: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    fault: null,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return model;
}
