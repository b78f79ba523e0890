import { HTTPException } from "hono/http-exception";
import type { ProblemDocument } from "@/lib/api/problem-schema";
import { problemTitles } from "@/lib/api/problem-titles";
import { databaseTrouble } from "@/lib/platform/database-trouble";
import { AppError } from "@/lib/platform/errors";
import { logger } from "@/lib/platform/logger";

/** Any error as one of ours. What we did not foresee is logged in full and answered without detail. */
function toAppError(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500) return new AppError("invalid_input", error.message);
  logger.error({ requestId, err: error }, "API request failed");
  const unforeseen = `Please report this with the request id ${requestId}. It is safe to try again.`;
  return databaseTrouble(error) ?? new AppError("internal", unforeseen);
}

/** An error's document. */
export function problemOf(error: unknown, requestId: string): ProblemDocument {
  return documentOf(toAppError(error, requestId), requestId);
}

function documentOf({ code, status, message, problems, members }: AppError, requestId: string): ProblemDocument {
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
export function problemResponse(cause: unknown, requestId: string): Response {
  const error = toAppError(cause, requestId);
  const problem = documentOf(error, requestId);
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="countersign"');
  if (problem.code === "unsupported_media_type") headers.set("accept-encoding", "gzip");
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
