import "server-only";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import type { RampEvidence } from "@/lib/engine/ramp-conditions";
import { findModelVersion } from "@/lib/models/model-query";
import { type PolicyPreview, previewPolicy } from "@/lib/policies/preview-policy";
import { gatherRampEvidence } from "@/lib/ramps/ramp-evidence-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What was known when a change was proposed, kept with the proposal. */
export interface ProposalEvidence {
  /** When it was gathered, in ISO 8601. */
  at: string;
  /** What the change would have made of the last items. */
  preview: PolicyPreview;
  /** How the proposed champion did; null: none is proposed, or there is no such version. */
  champion: { version: number; days: number; evidence: RampEvidence } | null;
}

const days = 28;
const lastItems = 1_000;

/** The preview and the evidence of this moment, for a proposal of these settings. */
export async function gatherProposalEvidence(
  useCase: UseCaseRecord,
  settings: PolicySettings,
  now: Date,
): Promise<ProposalEvidence> {
  const champion = settings.champion === null ? null : await findModelVersion(useCase.id, settings.champion);
  const preview = await previewPolicy(useCase, settings, lastItems);
  if (champion === null) return { at: now.toISOString(), preview, champion: null };
  const evidence = await gatherRampEvidence({
    useCaseId: useCase.id,
    championId: champion.id,
    tolerance: useCase.definition.target?.tolerance ?? 0,
    from: new Date(now.getTime() - days * 86_400_000),
    queueFrom: null,
    now,
  });
  return { at: now.toISOString(), preview, champion: { version: champion.version, days, evidence } };
}
