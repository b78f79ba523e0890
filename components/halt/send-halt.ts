import type { ActionResult } from "@/lib/access/server-action";

/** What was halted, with what it means for people; empty where that cannot be worked out now. */
export type HaltResult = ActionResult<{ useCaseId: string; name: string; outlook: string[] }[]>;

/** Halts one use case, or all (null); answers as a server action does. */
export async function sendHalt(input: { useCaseId: string | null; reason: string }): Promise<HaltResult> {
  const response = await fetch("/api/halt", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  return (await response.json()) as HaltResult;
}
