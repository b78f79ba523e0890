import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { sendDemo } from "@/app/use-cases/[slug]/actions";
import { SendDemoItems } from "@/components/demo/send-demo-items";
import { OverviewPage } from "@/components/reports/overview";
import { ButtonLink } from "@/components/ui/button-link";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { hasDemoStream } from "@/lib/demo/demo-streams";
import { findOverview } from "@/lib/reports/overview-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Overview" };

export default async function UseCasePage({ params }: { params: Promise<{ slug: string }> }) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug);
  if (useCase === null) notFound();
  const demo = hasDemoStream(useCase.slug) && may(actor, "demo.send", useCase.id);
  const overview = await findOverview(actor, useCase);
  return (
    <PageFrame
      title="Overview"
      actions={
        <>
          {demo && <SendDemoItems slug={useCase.slug} send={sendDemo} />}
          {may(actor, "review.work", useCase.id) && <ButtonLink href={`/review/${useCase.slug}`}>Review</ButtonLink>}
        </>
      }
    >
      <Live kinds={["queue", "decision"]} useCaseId={useCase.id} madeAt={Date.now()} />
      <OverviewPage useCase={useCase} overview={overview} />
    </PageFrame>
  );
}
