import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { addServer, testServer } from "@/app/use-cases/[slug]/models/new/server/actions";
import { RemoteModelForm } from "@/components/models/remote-model-form";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { fittingEncodings } from "@/lib/use-cases/mapping-fit";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Connect a model server" };

interface NewServerPageProps {
  params: Promise<{ slug: string }>;
}

export default async function NewServerPage({ params }: NewServerPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "model.create");
  if (useCase === null) notFound();
  const { id, slug, definition } = useCase;
  const { kind, fields, outcomes, target } = definition;
  return (
    <PageFrame
      title="Connect a model server"
      lead="The model runs elsewhere and answers over HTTP. It becomes a version of its own and counts for nothing until a policy names it."
    >
      <RemoteModelForm
        useCase={{ id, slug }}
        definition={{ kind, fields, outcomes, ...(target !== undefined && { target }) }}
        fitting={fittingEncodings}
        test={testServer}
        add={addServer}
      />
    </PageFrame>
  );
}
