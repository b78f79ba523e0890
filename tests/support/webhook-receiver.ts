import { webcrypto } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived: the body's bytes as text, never parsed and written again. */
export interface ReceivedMessage {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** What the receiver does with a request; `n` counts those of the same webhook-id, from 1. */
export type Behaviour = (response: ServerResponse, message: ReceivedMessage, n: number) => void;

export interface WebhookReceiver {
  url: string;
  /** All requests so far. */
  received: ReceivedMessage[];
  behave: Behaviour;
  /** Resolves when so many have arrived. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** A real HTTP server on the loopback interface; accepts everything until told otherwise. */
export async function startReceiver(
  behave: Behaviour = (response) => void response.end("ok"),
): Promise<WebhookReceiver> {
  const waiting: { count: number; resolve: () => void }[] = [];
  const seen = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message = { path: request.url ?? "", headers, body: await read(request) };
    const id = headers["webhook-id"] ?? "";
    const n = (seen.get(id) ?? 0) + 1;
    seen.set(id, n);
    receiver.received.push(message);
    receiver.behave(response, message, n);
    for (const { count, resolve } of waiting) if (receiver.received.length >= count) resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    behave,
    until: (count) =>
      new Promise((resolve) => {
        if (receiver.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/**
 * A receiver's check as the Standard Webhooks specification has it, written apart from the sender's code and on another
 * implementation of HMAC: the time within five minutes, one of the signatures by one of the secrets, an id only once.
 */
export class StandardWebhooksVerifier {
  readonly #secrets: readonly string[];
  readonly #seen = new Set<string>();

  constructor(...secrets: string[]) {
    this.#secrets = secrets;
  }

  /** The payload; throws where the message is not to be trusted. */
  async verify(message: Pick<ReceivedMessage, "headers" | "body">, now: Date): Promise<unknown> {
    const id = message.headers["webhook-id"];
    const timestamp = message.headers["webhook-timestamp"];
    const signatures = message.headers["webhook-signature"];
    if (!id || !timestamp || !signatures) throw new Error("a header is missing");
    if (!/^\d+$/.test(timestamp)) throw new Error("no timestamp");
    if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > 300) throw new Error("too old or too new");
    if (!(await this.#anyFits(`${id}.${timestamp}.${message.body}`, signatures.split(" ")))) {
      throw new Error("no signature fits");
    }
    if (this.#seen.has(id)) throw new Error("seen before");
    this.#seen.add(id);
    return JSON.parse(message.body);
  }

  async #anyFits(content: string, signatures: readonly string[]): Promise<boolean> {
    for (const secret of this.#secrets) {
      const bytes = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (letter) => letter.charCodeAt(0));
      const algorithm = { name: "HMAC", hash: "SHA-256" };
      const key = await webcrypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
      for (const signature of signatures) {
        const [version, given] = signature.split(",");
        if (version !== "v1" || given === undefined) continue;
        const mac = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0));
        if (await webcrypto.subtle.verify("HMAC", key, mac, new TextEncoder().encode(content))) return true;
      }
    }
    return false;
  }
}
