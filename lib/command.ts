import "server-only";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import type { PermissionName } from "@/lib/access/permissions";
import { appendEvents } from "@/lib/audit/append-events";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { authorizeOnRecord } from "@/lib/audit/record-refusal";
import { clock, newId } from "@/lib/platform/clock";
import { database, type Transaction } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { isWriteConflict } from "@/lib/platform/write-conflict";
import { zodProblems } from "@/lib/platform/zod-problems";
import { enqueueDeliveries } from "@/lib/webhooks/enqueue-deliveries";

/** Who asks, and under which request. */
export interface CommandContext {
  actor: Actor;
  requestId?: string;
}

/** A command that wrote something says what happened: at least one event. */
interface Changed<Result> {
  result: Result;
  events: readonly [AuditEvent, ...AuditEvent[]];
}

/** A command that found nothing to do. Its transaction is rolled back, so nothing can have been written unseen. */
interface Unchanged<Result> {
  result: Result;
  unchanged: true;
}

/** Thrown by `commit` where the ground has moved since `prepare` (the policy in force, above all): both run again. */
export class Outdated extends Error {
  override name = "Outdated";
}

/** Carries an unchanged command's result out of the transaction that it rolls back. */
class NothingChanged<Result> {
  constructor(readonly result: Result) {}
}

interface CommandSteps<Input, Prepared, Result> {
  name: string;
  permission: PermissionName;
  input: z.ZodType<Input>;
  /** The use case that the permission is needed in; null: none. May look it up. */
  useCaseId: (input: Input) => string | null | Promise<string | null>;
  /** Slow or outside work (inference, hashing, rendering), before and outside the transaction. */
  prepare: (step: { input: Input; actor: Actor; now: Date }) => Promise<Prepared>;
  /** Checks again whatever may have changed since `prepare`, writes, and says what happened. */
  commit: (step: {
    tx: Transaction;
    input: Input;
    prepared: Prepared;
    actor: Actor;
    now: Date;
  }) => Promise<Changed<Result> | Unchanged<Result>>;
}

const mostAttempts = 8;

/** The input as its schema gives it; throws `invalid_input` with a problem for every field that is wrong. */
export function checkInput<Input>(schema: z.ZodType<Input>, rawInput: Input): Input {
  const parsed = schema.safeParse(rawInput);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "Some of this cannot be accepted.", {
    problems: zodProblems(parsed.error),
  });
}

/**
 * The one door for every write: checks the input, authorises, prepares, opens the transaction, commits, and in that same
 * transaction appends the audit events and leaves for callers' webhooks what they want to hear of them. Runs again on
 * `Outdated` and on conflicts between transactions.
 */
export function command<Input, Prepared, Result>(steps: CommandSteps<Input, Prepared, Result>) {
  return async (context: CommandContext, rawInput: Input): Promise<Result> => {
    const input = checkInput(steps.input, rawInput);
    const { actor, requestId = newId() } = context;
    await authorizeOnRecord(actor, steps.permission, await steps.useCaseId(input), requestId);
    for (let attempt = 1; ; attempt++) {
      const now = clock.now();
      const prepared = await steps.prepare({ input, actor, now });
      try {
        return await database.$transaction(async (tx) => {
          const outcome = await steps.commit({ tx, input, prepared, actor, now });
          if ("unchanged" in outcome) throw new NothingChanged(outcome.result);
          await enqueueDeliveries(tx, outcome.events, now);
          await appendEvents(tx, actor, requestId, outcome.events);
          return outcome.result;
        });
      } catch (error) {
        if (error instanceof NothingChanged) return error.result;
        const again = error instanceof Outdated || isWriteConflict(error);
        if (!again) throw error;
        if (attempt >= mostAttempts) {
          throw new AppError("unavailable", "Too much changed at once. Please try again.", {
            retryAfter: 1,
            cause: error,
          });
        }
      }
    }
  };
}
