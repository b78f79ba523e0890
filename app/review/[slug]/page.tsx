import type { Metadata } from "next";
import { notFound } from "next/navigation";
import * as actions from "@/app/review/[slug]/actions";
import { Desk } from "@/components/review/desk";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { findDesk } from "@/lib/review/desk-query";

interface DeskPageProps {
  params: Promise<{ slug: string }>;
}

export const metadata: Metadata = { title: "Review" };

export default async function DeskPage({ params }: DeskPageProps) {
  const actor = await requireActor();
  const found = await findDesk(actor, (await params).slug);
  if (found === null) notFound();
  if (found.desk === null) {
    return (
      <PageFrame title={found.name}>
        <EmptyState title="You do not review here">
          Only reviewers and adjudicators of this use case work at its desk, admins included. An admin can give you the
          role.
        </EmptyState>
      </PageFrame>
    );
  }
  const { desk, queue, recent } = found;
  return (
    <Desk
      key={desk.useCaseId}
      desk={desk}
      queue={queue}
      recent={recent}
      actions={{
        claimNext: actions.claimNext,
        renew: actions.renew,
        release: actions.release,
        saveDraft: actions.keepDraft,
        answerFirst: actions.reveal,
        answer: actions.answer,
        undo: actions.undo,
        skip: actions.skip,
        unskip: actions.unskip,
        askOpinion: actions.askOpinion,
        withdrawOpinion: actions.withdrawOpinion,
        readQueue: actions.readQueue,
      }}
    />
  );
}
