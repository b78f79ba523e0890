import { HTTPException } from "hono/http-exception";
import type { ProblemDocument } from "@/lib/api/problem-schema";
import { problemTitles } from "@/lib/api/problem-titles";
import { AppError } from "@/lib/platform/errors";
import { isUnreachable } from "@/lib/platform/is-unreachable";
import { logger } from "@/lib/platform/logger";

/** Any error as one of ours. What we did not foresee is logged in full and answered without detail. */
function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500) return new AppError("invalid_input", error.message);
  logger.error({ requestId, err: error }, "API request failed");
  if (isUnreachable(error)) {
    return new AppError("unavailable", "The database cannot be reached at the moment. Send the same request again.", {
      retryAfter: 2,
    });
  }
  return new AppError("internal", `Please report this with the request id ${requestId}. It is safe to try again.`);
}

/** An error's document. */
export function problemOf(error: unknown, requestId: string): ProblemDocument {
  const { code, status, message, problems, members } = toAppError(error, requestId);
  return {
    type: `/api/docs#${code}`,
    title: problemTitles[code],
    status,
    code,
    detail: message,
    errors: [...problems],
    requestId,
    ...members,
  };
}

/** An error's answer. */
export function problemResponse(error: unknown, requestId: string): Response {
  const problem = problemOf(error, requestId);
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (error instanceof AppError && error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="countersign"');
  if (problem.code === "unsupported_media_type") headers.set("accept-encoding", "gzip");
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
