import { unstable_isUnrecognizedActionError } from "next/navigation";
import type { DeskState } from "@/components/review/desk-state";
import type { ActionError, ActionResult } from "@/lib/access/server-action";

/** An action's answer at the desk: done, refused for good, or to be sent again once the connection is back. */
export type Answered<Result> =
  | { state: "done"; result: Result }
  | { state: "refused"; error: ActionError }
  | { state: "again"; connection: Exclude<DeskState["connection"], "fine"> };

/** Runs a server action. Everything that the desk sends may be sent twice, so what did not get through is no loss. */
export async function callAction<Input, Result>(
  action: (input: Input) => Promise<ActionResult<Result>>,
  input: Input,
): Promise<Answered<Result>> {
  try {
    const answer = await action(input);
    if (answer.ok) return { state: "done", result: answer.result };
    switch (answer.error.code) {
      case "not_signed_in":
        return { state: "again", connection: "signed_out" };
      case "unavailable":
      case "too_many_requests":
      case "internal":
        return { state: "again", connection: "lost" };
      default:
        return { state: "refused", error: answer.error };
    }
  } catch (error) {
    return { state: "again", connection: unstable_isUnrecognizedActionError(error) ? "outdated" : "lost" };
  }
}
