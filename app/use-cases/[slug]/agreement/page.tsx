import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AgreementFilters } from "@/components/agreement/agreement-filters";
import { AgreementSections } from "@/components/agreement/agreement-sections";
import { ReviewerTable } from "@/components/agreement/reviewer-table";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { agreementFilterSchema } from "@/lib/reports/agreement-filter-schema";
import { findAgreementReport, findReviewerFigures, findVersionChoices } from "@/lib/reports/agreement-page-query";
import { fewestCases } from "@/lib/reports/reviewer-figures";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Agreement" };

interface AgreementPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AgreementPage({ params, searchParams }: AgreementPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  const filter = agreementFilterSchema.parse(await searchParams);
  const sees = may(actor, "item.read", useCase.id);
  const [report, figures, versions] = await Promise.all([
    sees ? findAgreementReport(actor, useCase, filter) : null,
    findReviewerFigures(actor, useCase, filter),
    sees ? findVersionChoices(useCase.id) : [],
  ]);
  if (report === null && figures === null) notFound();
  return (
    <PageFrame
      title="Agreement"
      lead={`${sees ? "How the model and people agree, and people among themselves." : "How your own verdicts went."} Final verdicts only, by the day their items arrived.`}
      actions={
        may(actor, "training-set.export", useCase.id) && (
          <ButtonLink href={`/use-cases/${useCase.slug}/training-set`} variant="default">
            Export a training set
          </ButtonLink>
        )
      }
    >
      <AgreementFilters versions={versions} />
      {report !== null && <AgreementSections useCase={useCase} report={report} filter={filter} />}
      {figures !== null && (
        <Section
          title={figures.own ? "Your own verdicts" : "Reviewers"}
          note={
            figures.own
              ? "Only you and the managers of this use case see them. Of all model versions."
              : "Only managers see this; reviewers see their own row. Of all model versions."
          }
        >
          <ReviewerTable reviewers={figures.reviewers} own={figures.own} fewest={fewestCases} />
        </Section>
      )}
    </PageFrame>
  );
}
