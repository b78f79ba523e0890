import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { ZodError } from "zod";
import type { UserActor } from "@/lib/access/actor";
import { isOwnOrigin } from "@/lib/access/own-origin";
import { Refusal } from "@/lib/access/refusal";
import { getActor } from "@/lib/access/session";
import { recordRefusal } from "@/lib/audit/record-refusal";
import { newId } from "@/lib/platform/clock";
import { databaseTrouble } from "@/lib/platform/database-trouble";
import { env } from "@/lib/platform/env";
import { AppError, type ErrorCode, type Problem } from "@/lib/platform/errors";
import { logger } from "@/lib/platform/logger";
import { zodProblems } from "@/lib/platform/zod-problems";

/** What went wrong, for the page to show: a sentence, and the fields it concerns. */
export interface ActionError {
  code: ErrorCode;
  message: string;
  problems: readonly Problem[];
}

export type ActionResult<Result> = { ok: true; result: Result } | { ok: false; error: ActionError };

/** Throws `forbidden` unless the current request comes from this site's own pages. */
async function requireOwnOrigin(): Promise<void> {
  const sent = await headers();
  if (isOwnOrigin({ origin: sent.get("origin"), host: sent.get("host"), publicUrl: env.publicUrl })) return;
  throw new AppError("forbidden", "This request did not come from one of this site's pages. Reload and try again.");
}

/**
 * A server action: refuses requests from elsewhere and people who are not signed in, hands the actor and the input to
 * the handler (a command, which checks both), and turns every error into an answer that a page can show.
 */
export function serverAction<Input, Result>(
  handler: (actor: UserActor, input: Input, requestId: string) => Promise<Result>,
): (input: Input) => Promise<ActionResult<Result>> {
  return (input) => answerAction((actor, requestId) => handler(actor, input, requestId));
}

/** What a server action does around its handler, also for route handlers that take what no action can (large files). */
export async function answerAction<Result>(
  work: (actor: UserActor, requestId: string) => Promise<Result>,
): Promise<ActionResult<Result>> {
  const requestId = newId();
  try {
    await requireOwnOrigin();
    const actor = await getActor();
    if (actor === null) throw new AppError("not_signed_in", "You are signed out. Sign in again to go on.");
    return { ok: true, result: await onRecord(actor, requestId, work) };
  } catch (error) {
    // Redirects and "not found" travel as errors; they are Next's to handle.
    unstable_rethrow(error);
    return { ok: false, error: toActionError(error, requestId) };
  }
}

/** A command has told the log of a refusal already, and so once more changes nothing; a query has not. */
async function onRecord<Result>(
  actor: UserActor,
  requestId: string,
  work: (actor: UserActor, requestId: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(actor, requestId);
  } catch (error) {
    if (error instanceof Refusal) await recordRefusal(actor, error, requestId);
    throw error;
  }
}

function toActionError(error: unknown, requestId: string): ActionError {
  if (error instanceof AppError) return actionErrorOf(error);
  if (error instanceof ZodError) {
    return { code: "invalid_input", message: "Some of this cannot be accepted.", problems: zodProblems(error) };
  }
  logger.error({ requestId, err: error }, "server action failed");
  const trouble = databaseTrouble(error);
  if (trouble !== null) return actionErrorOf(trouble);
  return {
    code: "internal",
    message: `Something went wrong on our side; nothing was changed. Try again, or give an admin this number: ${requestId}`,
    problems: [],
  };
}

const actionErrorOf = ({ code, message, problems }: AppError): ActionError => ({ code, message, problems });
