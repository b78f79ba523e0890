import type { Metadata } from "next";
import { QueueList } from "@/components/review/queue-list";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { listQueues } from "@/lib/review/queue-query";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewPage() {
  const actor = await requireActor();
  return (
    <PageFrame title="Review" lead="Items that wait for a person, one queue per use case." narrow>
      <Live kinds={["queue"]} madeAt={Date.now()} />
      <QueueList queues={await listQueues(actor)} />
    </PageFrame>
  );
}
