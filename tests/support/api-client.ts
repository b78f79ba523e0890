import { type Scope, scopes } from "@/lib/access/actor";
import { createKey } from "@/lib/access/create-key";
import { api } from "@/lib/api/app";
import { system } from "@/tests/support/supplied-use-case";

/** What answers hold, each of them a part of it. */
export interface AnswerBody {
  [member: string]: unknown;
  id: string;
  externalId: string;
  code: string;
  detail: string;
  errors: { path: string; message: string }[];
  items: AnswerBody[];
  results: AnswerBody[];
  nextCursor: string | null;
}

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  body: AnswerBody;
}

/** A new API key with these scopes (all of them unless given). */
export async function makeKey(given: readonly Scope[] = scopes, limits: { requestsPerMinute?: number } = {}) {
  const { id, key } = await createKey(system, {
    name: "Test",
    scopes: [...given],
    requestsPerMinute: 1_000_000,
    ...limits,
  });
  return { id, key };
}

export interface Sent {
  body?: unknown;
  /** Sent as it is, in place of a body as JSON. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls the API in this process. Paths start after `/api/v1`. */
export async function call(key: string | null, method: string, path: string, sent: Sent = {}): Promise<Answer> {
  const headers = new Headers(sent.headers);
  if (key !== null && !headers.has("authorization")) headers.set("authorization", `Bearer ${key}`);
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  if (body !== undefined && !headers.has("content-type") && !(body instanceof FormData)) {
    headers.set("content-type", "application/json");
  }
  const response = await api.request(`/api/v1${path}`, {
    method,
    headers,
    ...(body !== undefined && { body, duplex: "half" as const }),
    ...(sent.signal !== undefined && { signal: sent.signal }),
  });
  const text = await response.text();
  const isJson = text !== "" && /[/+]json\b/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text || null };
}
