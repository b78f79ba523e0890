import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { start } from "@/app/use-cases/[slug]/automation/ramp/actions";
import { PlanRampForm } from "@/components/ramps/plan-ramp-form";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/access/session";
import { modeName } from "@/lib/engine/mode-text";
import { clock } from "@/lib/platform/clock";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { findRampUnderWay } from "@/lib/ramps/ramp-query";
import { findVisibleUseCase, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Plan a ramp" };

/** Why no ramp can be started now, as a sentence; null: one can. */
async function whyNot(useCase: UseCaseRecord): Promise<string | null> {
  if (useCase.haltedAt !== null) return "The use case is halted. Lift the halt first.";
  if ((await findRampUnderWay(useCase.id)) !== null) return "A ramp is under way. Stop it first, or let it finish.";
  const proposal = await findPendingProposal(useCase.id);
  if (proposal === null || !useCase.definition.secondPersonToRaise) return null;
  return `A proposal by ${proposal.authorName} waits. It has to be approved, declined or withdrawn first.`;
}

export default async function PlanRampPage({ params }: { params: Promise<{ slug: string }> }) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.change");
  if (useCase === null) notFound();
  const { slug, definition, policy } = useCase;
  const { mode, baseMode, rampShare } = policy.settings;
  const nothingToRamp = mode === baseMode || rampShare >= 1;
  return (
    <PageFrame
      title="Plan a ramp"
      lead="Raises the share step by step, each step only on the evidence that you ask for. It can be paused, stepped back and stopped at any time."
      actions={
        <ButtonLink href={`/use-cases/${slug}/automation`} variant="default">
          Cancel
        </ButtonLink>
      }
    >
      {nothingToRamp ? (
        <Section>
          <EmptyState
            title={`Everything gets ${modeName[mode]} already`}
            action={<ButtonLink href={`/use-cases/${slug}/automation/change`}>Change the policy</ButtonLink>}
          >
            A ramp leads from a base mode to a higher one. Choose the mode to reach, with a ramp share of 0%: that
            changes nothing yet. Then plan the ramp.
          </EmptyState>
        </Section>
      ) : (
        <PlanRampForm
          key={policy.version}
          useCase={{ id: useCase.id, slug, secondPerson: definition.secondPersonToRaise }}
          policy={{ version: policy.version, settings: policy.settings }}
          blocked={await whyNot(useCase)}
          now={clock.now().toISOString()}
          start={start}
        />
      )}
    </PageFrame>
  );
}
