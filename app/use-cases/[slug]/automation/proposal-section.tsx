import { settle } from "@/app/use-cases/[slug]/automation/actions";
import { adminNeeded } from "@/components/policies/change-effect";
import { guardrailNamesOf } from "@/components/policies/guardrail-names";
import { ProposalCard } from "@/components/policies/proposal-card";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { type SettingNames, settingChanges } from "@/lib/engine/settings-changes";
import { findProposalEvidence, type ProposalRecord } from "@/lib/policies/policy-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

interface ProposalSectionProps {
  actor: UserActor;
  useCase: UseCaseRecord;
  /** Null: none waits. */
  proposal: ProposalRecord | null;
  names: SettingNames;
}

/** The proposal that waits, with what was known when it was made. */
export async function ProposalSection({ actor, useCase, proposal, names }: ProposalSectionProps) {
  const { settings } = useCase.policy;
  const evidence = proposal === null ? null : await findProposalEvidence(proposal.id);
  const settles = may(actor, "policy.settle", useCase.id);
  return (
    <ProposalCard
      proposal={
        proposal && {
          id: proposal.id,
          author: proposal.authorName,
          reason: proposal.reason,
          at: proposal.createdAt,
          until: proposal.expiresAt,
          mode: proposal.settings.mode,
          changes: settingChanges(settings, proposal.settings, names),
          schedule: proposal.schedule,
          startShare: settings.rampShare,
          evidence,
          guardrailNames: guardrailNamesOf([settings, proposal.settings], names),
          adminNeeded: adminNeeded(settings, proposal.settings),
        }
      }
      role={!settles ? "none" : proposal?.authorId === actor.id ? "author" : "second"}
      isAdmin={actor.isAdmin}
      settle={settle}
    />
  );
}
