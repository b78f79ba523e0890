import type { ActionResult } from "@/lib/access/server-action";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

/** What the automation pages can have the server do; the pages hand these down. */
export interface PolicyActions {
  change: Action<
    { useCaseId: string; changes: Partial<PolicySettings>; reason: string; basedOn: number },
    { inForce: { policyVersion: number } } | { proposal: { id: string } }
  >;
  settle: Action<{ proposalId: string; action: "approve" | "decline" | "withdraw"; note: string }, unknown>;
}
