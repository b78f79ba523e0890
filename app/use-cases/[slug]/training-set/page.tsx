import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TrainingSetForm } from "@/components/training-set/training-set-form";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/access/session";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Training set" };

interface TrainingSetPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TrainingSetPage({ params, searchParams }: TrainingSetPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "training-set.export");
  if (useCase === null) notFound();
  const { problem } = await searchParams;
  return (
    <PageFrame
      title="Training set"
      lead="Hand back what was learnt: settled items with their labels, each with where it comes from."
      narrow
      actions={
        <ButtonLink href={`/use-cases/${useCase.slug}/agreement`} variant="default">
          Back to agreement
        </ButtonLink>
      }
    >
      {problem !== undefined && (
        <ProblemNote>
          Nothing was exported. Choose at least one kind of label, and a last day that does not lie before the first.
        </ProblemNote>
      )}
      <Section>
        <TrainingSetForm action={`/use-cases/${useCase.slug}/training-set/file`} />
      </Section>
    </PageFrame>
  );
}
