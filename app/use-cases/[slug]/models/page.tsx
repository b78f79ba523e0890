import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { addSupplied, goBack } from "@/app/use-cases/[slug]/models/actions";
import { AddSupplied } from "@/components/models/add-supplied";
import { ModelList } from "@/components/models/model-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listModels } from "@/lib/reports/models-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Models" };

interface ModelsPageProps {
  params: Promise<{ slug: string }>;
}

export default async function ModelsPage({ params }: ModelsPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "policy.read");
  if (useCase === null) notFound();
  const models = await listModels(useCase);
  const { id, slug, champion } = useCase;
  return (
    <PageFrame
      title="Models"
      lead="Versions never change. The champion's answers count; challengers run beside it and count for nothing."
      actions={
        may(actor, "model.create", id) && (
          <>
            <ButtonLink href={`/use-cases/${slug}/models/new`}>Add an ONNX model</ButtonLink>
            <ButtonLink href={`/use-cases/${slug}/models/new/server`} variant="default">
              Connect a model server
            </ButtonLink>
            <AddSupplied useCase={{ id, slug }} addSupplied={addSupplied} />
          </>
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
            useCase={{ id, slug }}
            models={models}
            champion={champion}
            rollBack={may(actor, "policy.change", id) ? goBack : null}
          />
        )}
      </Section>
    </PageFrame>
  );
}
