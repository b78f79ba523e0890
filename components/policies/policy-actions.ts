import type { ActionResult } from "@/lib/access/server-action";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { PolicyPreview } from "@/lib/policies/preview-policy";

type Action<Input, Result> = (input: Input) => Promise<ActionResult<Result>>;

/** How many of the last items a preview may look at. */
export type PreviewSize = 100 | 1_000 | 5_000;

/** What the automation pages can have the server do; the pages hand these down. */
export interface PolicyActions {
  change: Action<
    { useCaseId: string; changes: Partial<PolicySettings>; reason: string; basedOn: number },
    { inForce: { policyVersion: number } } | { proposal: { id: string } }
  >;
  preview: Action<
    { useCaseId: string; settings: Partial<PolicySettings>; items: PreviewSize },
    { preview: PolicyPreview; tookMs: number }
  >;
  settle: Action<{ proposalId: string; action: "approve" | "decline" | "withdraw"; note: string }, unknown>;
}
