import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AddModel } from "@/components/models/add-model";
import { ModelList } from "@/components/models/model-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listModelVersions } from "@/lib/models/model-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Models" };

interface ModelsPageProps {
  params: Promise<{ slug: string }>;
}

export default async function ModelsPage({ params }: ModelsPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.read");
  if (useCase === null) notFound();
  const models = await listModelVersions(useCase.id);
  const { kind, fields, outcomes } = useCase.definition;
  return (
    <PageFrame
      title="Models"
      lead="Versions never change. The champion's answers count; which one that is, the policy says."
      actions={
        may(actor, "model.create", useCase.id) && (
          <AddModel slug={useCase.slug} definition={{ kind, fields, outcomes }} />
        )
      }
    >
      <Section flush>
        {models.length === 0 ? (
          <EmptyState title="No model yet">
            People decide everything. Add a model and let it shadow them: it answers unseen, and you see how often it
            agrees.
          </EmptyState>
        ) : (
          <ModelList
            slug={useCase.slug}
            champion={useCase.champion?.version ?? null}
            models={models.map(({ version, name, backend, sha256, size, createdAt }) => ({
              version,
              name,
              backend,
              sha256,
              size,
              createdAt,
            }))}
          />
        )}
      </Section>
    </PageFrame>
  );
}
