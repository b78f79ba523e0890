import "server-only";
import type { Agent, Dispatcher } from "undici";
import { clock } from "@/lib/platform/clock";
import { EgressRefused } from "@/lib/platform/egress";
import { software } from "@/lib/platform/software";
import { retryAfterMs } from "@/lib/webhooks/next-attempt";

/** What came back from a receiver. */
export interface Answer {
  /** The HTTP status; null where there was no whole answer. */
  status: number | null;
  /** Its first characters, or why there was none, in a sentence. */
  text: string;
  latencyMs: number;
  /** For how long it asked to be left alone, in milliseconds. */
  retryAfterMs: number | null;
}

/** What is kept of an answer. Whatever a receiver says beyond it is not waited for. */
const answerLimitBytes = 4096;
const answerLimitCharacters = 1000;

/**
 * Posts a signed message, once. Never throws: whatever goes wrong is the answer. `timeoutMs` counts from the start to the
 * end of the answer, and a redirect is an answer like any other.
 */
export async function postMessage(
  agent: Agent,
  message: { url: string; body: string; headers: Readonly<Record<string, string>> },
  timeoutMs: number,
): Promise<Answer> {
  const started = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = (status: number | null, text: string, waitMs: number | null = null): Answer => ({
    status,
    text: text.slice(0, answerLimitCharacters),
    latencyMs: performance.now() - started,
    retryAfterMs: waitMs,
  });
  try {
    const { origin, pathname, search } = new URL(message.url);
    const response = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": software, ...message.headers },
      body: message.body,
      signal,
    });
    const text = await readStart(response);
    const header = response.headers["retry-after"];
    const waitMs = retryAfterMs(Array.isArray(header) ? header[0] : header, clock.now());
    return answer(response.statusCode, text, waitMs);
  } catch (error) {
    return answer(null, whyNot(error, signal, timeoutMs));
  }
}

/** The beginning of an answer, as text that a database and a page can hold. */
async function readStart({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= answerLimitBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, answerLimitBytes).toString("utf8");
  return text.replaceAll(/[^\P{C}\n\t]/gu, "");
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = [...(error instanceof AggregateError ? error.errors : []), error.cause];
  return [...("code" in error && error.code !== undefined ? [String(error.code)] : []), ...inner.flatMap(codesOf)];
}

/** No address is repeated: errors of name servers and sockets hold inner ones. */
function whyNot(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  if (error instanceof EgressRefused) return error.message;
  const codes = codesOf(error);
  const has = (...wanted: string[]) => codes.some((code) => wanted.includes(code));
  if (signal.aborted || has("UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT")) {
    return `No whole answer came within ${timeoutMs / 1000} s.`;
  }
  if (has("ENOTFOUND", "EAI_AGAIN", "EAI_FAIL")) return "The receiver's name cannot be resolved.";
  // Its codes are those of the parser, and some of its errors have none.
  if (error instanceof Error && error.name === "HTTPParserError") return "What came back is not HTTP.";
  if (codes.some((code) => code.startsWith("ERR_TLS") || code.includes("CERT") || code.includes("SSL"))) {
    return `The connection is not secure: ${codes[0]}.`;
  }
  if (has("UND_ERR_SOCKET", "ECONNRESET", "EPIPE")) return "The receiver closed the connection before it had answered.";
  return `The receiver cannot be reached.${codes[0] === undefined ? "" : ` (${codes[0]})`}`;
}
