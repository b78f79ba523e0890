import type { Metadata } from "next";
import { deskActions } from "@/app/review/desk-actions";
import { findReviewer } from "@/app/review/find-reviewer";
import { Desk } from "@/components/review/desk";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { findAllDesks } from "@/lib/review/desk-query";
import { queueTotal } from "@/lib/review/queue-view";

export const metadata: Metadata = { title: "Review: all my work" };

export default async function AllWorkPage() {
  const actor = await requireActor();
  const { desks, queues, recent } = await findAllDesks(actor);
  if (desks.length === 0) {
    return (
      <PageFrame title="All my work">
        <EmptyState title="You review nowhere yet">Ask an admin for the role of reviewer in a use case.</EmptyState>
      </PageFrame>
    );
  }
  const reviewer = await findReviewer(actor);
  return (
    <Desk
      key={reviewer.id}
      title="All my work"
      useCaseId={null}
      desks={desks}
      queue={queueTotal(queues)}
      recent={recent}
      reviewer={reviewer}
      actions={deskActions}
    />
  );
}
