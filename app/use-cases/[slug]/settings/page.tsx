import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { count, decline, hold, keep, release, take } from "@/app/use-cases/[slug]/settings/actions";
import { define } from "@/app/use-cases/actions";
import { KeepingAndErasing } from "@/components/erasures/keeping-and-erasing";
import { PageFrame } from "@/components/ui/page-frame";
import { DefinitionForm } from "@/components/use-cases/definition-form";
import { DefinitionView } from "@/components/use-cases/definition-view";
import { GuidelineProposals } from "@/components/use-cases/guideline-proposals";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { seesErasures } from "@/lib/erasure/erasure-query";
import { countErasable, findRetention } from "@/lib/erasure/retention-query";
import { listGuidelineProposals } from "@/lib/use-cases/guideline-proposal-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";
import { viewUseCase } from "@/lib/use-cases/use-case-view";

export const metadata: Metadata = { title: "Settings" };

interface SettingsPageProps {
  params: Promise<{ slug: string }>;
}

export default async function SettingsPage({ params }: SettingsPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  const { slug, definition, definitionVersion } = useCase;
  const defines = may(actor, "use-case.define", useCase.id);
  const proposals = may(actor, "guideline.settle", useCase.id) ? await listGuidelineProposals(useCase.id) : [];
  const proposed = proposals.length > 0 && (
    <GuidelineProposals
      useCase={{ id: useCase.id, guideline: definition.guideline, definitionVersion }}
      proposals={proposals}
      take={defines ? take : null}
      decline={decline}
    />
  );
  const retention = await findRetention(actor, useCase.id);
  const { eraseMonths, mayChange } = retention;
  const keeping = (
    <KeepingAndErasing
      useCaseId={useCase.id}
      retention={retention}
      erasable={
        mayChange && eraseMonths !== null ? await countErasable(actor, { useCaseId: useCase.id, eraseMonths }) : null
      }
      erasures={seesErasures(actor)}
      actions={{ setRetention: keep, countErasable: count, setHold: hold, liftHold: release }}
    />
  );
  if (!defines) {
    return (
      <PageFrame title="Settings" lead={`Definition ${definitionVersion}. An admin can change it.`}>
        {proposed}
        <DefinitionView definition={definition} />
        {keeping}
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title="Settings"
      lead={`Definition ${definitionVersion}. A change that stored items, models or policies would not fit is refused, and says what to do.`}
    >
      {proposed}
      <DefinitionForm
        // A proposal that was taken up makes it another definition.
        key={definitionVersion}
        existing={{ slug, version: definitionVersion, definition: viewUseCase(useCase).definition }}
        define={define}
      />
      {keeping}
    </PageFrame>
  );
}
