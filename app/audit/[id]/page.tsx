import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { AuditEventPage } from "@/components/audit/audit-event-page";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { findAuditEvent } from "@/lib/audit/audit-event-query";

export const metadata: Metadata = { title: "Audit event" };

export default async function AuditEventRoute({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const detail = id.success ? await findAuditEvent(actor, id.data) : null;
  if (detail === null) notFound();
  return (
    <PageFrame title={detail.event.sentence}>
      <AuditEventPage detail={detail} />
    </PageFrame>
  );
}
