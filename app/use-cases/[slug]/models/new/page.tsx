import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OpenDrafts } from "@/components/models/open-drafts";
import { UploadForm } from "@/components/models/upload/upload-form";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { listOpenDrafts } from "@/lib/models/open-drafts-query";
import { env } from "@/lib/platform/env";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Add a model" };

interface NewModelPageProps {
  params: Promise<{ slug: string }>;
}

export default async function NewModelPage({ params }: NewModelPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "model.create");
  if (useCase === null) notFound();
  const { slug, id } = useCase;
  return (
    <PageFrame
      title="Add an ONNX model"
      lead="The file is checked and repaired where that is needed, and tried out on recent items. Then you confirm how it is bound to the use case."
      narrow
    >
      <UploadForm slug={slug} sizeLimitBytes={env.modelSizeLimitBytes} />
      <OpenDrafts slug={slug} drafts={await listOpenDrafts(id)} />
    </PageFrame>
  );
}
