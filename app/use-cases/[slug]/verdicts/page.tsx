import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { preview, readHead, take } from "@/app/use-cases/[slug]/verdicts/actions";
import { VerdictUpload } from "@/components/items/verdict-upload";
import { PageFrame } from "@/components/ui/page-frame";
import { TextLink } from "@/components/ui/text-link";
import { requireActor } from "@/lib/access/session";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Verdicts from elsewhere" };

export default async function VerdictsPage({ params }: { params: Promise<{ slug: string }> }) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "verdict.submit");
  if (useCase === null) notFound();
  const { outcomes, target } = useCase.definition;
  const answers =
    target === undefined
      ? `By key or label: ${outcomes
          .slice(0, 4)
          .map(({ label }) => label)
          .join(", ")}${outcomes.length > 4 ? " ..." : ""}`
      : `A number${target.unit === "" ? "" : ` in ${target.unit}`}`;
  return (
    <PageFrame
      title="Verdicts from elsewhere"
      lead={
        <>
          What people say who work in another system: the process that goes on while a model shadows it. Their verdicts
          count like those given here. They can be sent by <TextLink href="/api/docs">API</TextLink> as well.
        </>
      }
    >
      <VerdictUpload useCaseId={useCase.id} answers={answers} actions={{ readHead, preview, take }} />
    </PageFrame>
  );
}
