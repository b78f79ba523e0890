"use client";
import { useState } from "react";
import type { ActionError, ActionResult } from "@/lib/access/server-action";

const unreachable: ActionError = {
  code: "unavailable",
  message: "The server could not be reached. Check your connection, then try again.",
  problems: [],
};

/**
 * Runs a server action from a form. `run` answers with the action's answer; meanwhile `busy` is true, afterwards
 * `error` says what was wrong, if anything. `problemAt(path)` is the sentence that belongs at a field.
 */
export function useAction<Input, Result>(action: (input: Input) => Promise<ActionResult<Result>>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);

  async function run(input: Input): Promise<ActionResult<Result>> {
    setBusy(true);
    const answer = await action(input).catch((): ActionResult<Result> => ({ ok: false, error: unreachable }));
    setError(answer.ok ? null : answer.error);
    setBusy(false);
    return answer;
  }

  const problemAt = (path: string) => error?.problems.find((problem) => problem.path === path)?.message;
  return { run, busy, error, problemAt, clear: () => setError(null) };
}
