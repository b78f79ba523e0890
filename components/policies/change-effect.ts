import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { type RaisedAspect, raisedAspects } from "@/lib/engine/raised-aspects";

export interface ChangeEffect {
  /** Waits for a second person instead of taking force. */
  proposes: boolean;
  /** It cannot be done now: why. */
  blocked: string | null;
  sentences: string[];
}

/** What a change raises automation by, for people. */
export const aspectName: Record<RaisedAspect, string> = {
  mode: "the mode",
  share: "the ramp share",
  threshold: "a threshold",
  guardrail: "a guardrail",
  champion: "the champion",
};

function listed(aspects: readonly RaisedAspect[], { thresholds, maxSpread }: PolicySettings): string {
  const spread = maxSpread !== null && Object.keys(thresholds).length === 0;
  const names = aspects.map((one) => (one === "threshold" && spread ? "the largest spread" : aspectName[one]));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Why only an admin may approve this change, as the policy in force says; null: another manager may. */
export function adminNeeded(before: PolicySettings, after: PolicySettings): string | null {
  const admins = raisedAspects(before, after).filter((aspect) => before.approvals[aspect] === "admin");
  return admins.length === 0 ? null : `because of ${listed(admins, after)}`;
}

/** What a change means, in sentences, before anybody confirms it. */
export function changeEffect(
  before: PolicySettings,
  after: PolicySettings,
  facts: { version: number; secondPerson: boolean; pending: boolean },
): ChangeEffect {
  const raised = raisedAspects(before, after);
  const raises = raised.length > 0;
  const proposes = raises && facts.secondPerson;
  const sentences: string[] = [];
  const because = adminNeeded(before, after);
  const approver = because === null ? "another manager has" : `an admin has, ${because},`;
  const could = `This could automate more items, by ${listed(raised, after)}`;
  if (proposes) {
    sentences.push(`${could}, so ${approver} to approve it. Until then policy ${facts.version} stays in force.`);
  } else if (raises) sentences.push(`${could}. It takes force at once.`);
  else sentences.push("This automates no further item. It takes force at once.");
  if (!raises && facts.pending)
    sentences.push("The proposal that waits lapses, because it was made on the policy in force.");
  if (after.mode === "partial_automation" && Object.keys(after.thresholds).length === 0 && after.maxSpread === null) {
    sentences.push("No outcome has a threshold, so people go on deciding everything.");
  }
  const blocked =
    proposes && facts.pending ? "A proposal waits already. It has to be approved, declined or withdrawn first." : null;
  return { proposes, blocked, sentences };
}
