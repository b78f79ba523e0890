import type { Endpoint } from "@/lib/inference/endpoint-schema";
import type { ServerAnswer } from "@/lib/inference/remote/server-client";
import { ServerProblem } from "@/lib/inference/remote/server-problem";

const longestDetail = 300;

function errorText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  const { error, message, detail } = value as Record<string, unknown>;
  return [error, message, detail].map(errorText).find((text) => text !== null) ?? null;
}

/** What a server says about an error: `{"error"}`, `{"message"}`, `{"detail"}` or plain text; a web page says nothing. */
function errorDetail(text: string): string | null {
  let said: string | null = text.trimStart().startsWith("<") ? null : text;
  try {
    said = errorText(JSON.parse(text));
  } catch {
    // No JSON; the text itself will do.
  }
  const line = said?.replace(/[\s\p{Cc}]+/gu, " ").trim() ?? "";
  return line === "" ? null : line.slice(0, longestDetail);
}

function meaning(backend: Endpoint["backend"], status: number, said: string): ServerProblem {
  const server = { counts: true } as const;
  switch (status) {
    case 401:
    case 403:
      return new ServerProblem("unavailable", `The model server refused us: check the secret headers.${said}`, server);
    case 404:
      return new ServerProblem("unavailable", `The model server has no such model or version.${said}`, server);
    case 408:
    case 504:
      return new ServerProblem("timeout", `The model server ran out of time.${said}`, server);
    case 429:
      return new ServerProblem("overloaded", `The model server has too much to do.${said}`);
    case 500:
      return new ServerProblem("crash", `The model failed on this input.${said}`, { splits: true, counts: true });
    case 501:
      return new ServerProblem(
        "unavailable",
        `The model server knows no such call. Try it without a version.${said}`,
        server,
      );
    case 503:
      // With Open Inference it means "not ready"; the others answer so when their queues are full.
      return backend === "open_inference"
        ? new ServerProblem("unavailable", `The model server is not ready.${said}`, server)
        : new ServerProblem("overloaded", `The model server has too much to do.${said}`, server);
    case 507:
      return new ServerProblem("overloaded", `The model server has too little memory.${said}`, server);
  }
  if (status >= 300 && status < 400) {
    return new ServerProblem(
      "unavailable",
      `The model server redirects us (${status}), which is not followed.`,
      server,
    );
  }
  if (status >= 400 && status < 500) {
    return new ServerProblem("crash", `The model server refused this input (${status}).${said}`, { splits: true });
  }
  return new ServerProblem("unavailable", `The model server failed (${status}).${said}`, server);
}

/** What an answer to the question whether a model is ready means, as a sentence; null where it is. */
export function readinessProblem(backend: Endpoint["backend"], answer: ServerAnswer): string | null {
  const problem = statusProblem(backend, answer);
  if (problem === null) return null;
  const { status, text } = answer;
  if (![400, 500, 503].includes(status)) return `It answered ${status}. ${problem.message}`;
  const detail = errorDetail(text);
  return `It answered ${status}: the model is not ready.${detail === null ? "" : ` (${detail})`}`;
}

/** What an answer's status means; null where it is a success. `said` in brackets is the server's own sentence. */
export function statusProblem(backend: Endpoint["backend"], { status, text }: ServerAnswer): ServerProblem | null {
  if (status >= 200 && status < 300) return null;
  const detail = errorDetail(text);
  return meaning(backend, status, detail === null ? "" : ` (${detail})`);
}
