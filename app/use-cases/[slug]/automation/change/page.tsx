import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { change, preview } from "@/app/use-cases/[slug]/automation/actions";
import { ChangePolicyForm } from "@/components/policies/change-policy-form";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { modeSchema } from "@/lib/engine/mode";
import { listModelVersions } from "@/lib/models/model-query";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { findSettingNames } from "@/lib/reports/automation-query";
import { findEvidence } from "@/lib/reports/evidence-query";
import { countReviewers } from "@/lib/reports/reviewer-count-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Change the policy" };

interface ChangePolicyPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ mode?: string | string[]; champion?: string | string[]; challenger?: string | string[] }>;
}

export default async function ChangePolicyPage({ params, searchParams }: ChangePolicyPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.change");
  if (useCase === null) notFound();
  const { definition, policy } = useCase;
  const [evidence, models, proposal, names, reviewers] = await Promise.all([
    findEvidence(useCase),
    listModelVersions(useCase.id),
    findPendingProposal(useCase.id),
    findSettingNames(useCase),
    countReviewers(useCase.id),
  ]);
  const { mode, champion, challenger } = await searchParams;
  const wanted = modeSchema.safeParse(mode);
  const startMode = wanted.success && models.length > 0 ? wanted.data : policy.settings.mode;
  const versionOf = (text: unknown) => models.find(({ version }) => String(version) === text)?.version ?? null;
  return (
    <PageFrame
      title="Change the policy"
      lead={`Policy ${policy.version} is in force. What you change becomes the next version; it can be changed back at any time.`}
      actions={
        <ButtonLink href={`/use-cases/${useCase.slug}/automation`} variant="default">
          Cancel
        </ButtonLink>
      }
    >
      <ChangePolicyForm
        useCase={{
          id: useCase.id,
          slug: useCase.slug,
          secondPerson: definition.secondPersonToRaise,
          guarded: definition,
        }}
        policy={{ version: policy.version, settings: policy.settings }}
        models={models.map(({ version, name, backend, mapping }) => ({
          version,
          name,
          background: backend !== "supplied",
          spread: mapping === null || (mapping.output.kind === "value" && mapping.output.spreadTensor !== undefined),
        }))}
        evidence={evidence}
        names={names}
        reviewers={reviewers}
        isAdmin={actor.isAdmin}
        pending={proposal !== null}
        start={{ mode: startMode, champion: versionOf(champion), challenger: versionOf(challenger) }}
        actions={{ change, preview }}
      />
    </PageFrame>
  );
}
