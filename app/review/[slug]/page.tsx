import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { deskActions } from "@/app/review/desk-actions";
import { findReviewer } from "@/app/review/find-reviewer";
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
  const reviewer = await findReviewer(actor);
  return (
    <Desk
      key={`${reviewer.id} ${desk.useCaseId}`}
      title={desk.name}
      useCaseId={desk.useCaseId}
      desks={[desk]}
      queue={queue}
      recent={recent}
      reviewer={reviewer}
      actions={deskActions}
    />
  );
}
