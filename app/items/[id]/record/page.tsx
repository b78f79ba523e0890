import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ItemRecordPage } from "@/components/audit/item-record-page";
import { PrintButton } from "@/components/audit/print-button";
import { ReceiptButton } from "@/components/items/receipt-button";
import { ExactTime } from "@/components/ui/exact-time";
import { PageFrame } from "@/components/ui/page-frame";
import { TextLink } from "@/components/ui/text-link";
import { requireActor } from "@/lib/access/session";
import { findItemRecord } from "@/lib/reports/item-record-query";

export const metadata: Metadata = { title: "Record of an item" };

interface RecordPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ at?: string | string[] }>;
}

export default async function RecordPage({ params, searchParams }: RecordPageProps) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const at = z.iso.datetime().safeParse((await searchParams).at);
  const found = id.success ? await findItemRecord(actor, id.data, at.success ? new Date(at.data) : null) : null;
  if (found === null) notFound();
  const { story } = found;
  return (
    <PageFrame
      title={`Record of ${story.externalId}`}
      lead={
        <>
          <TextLink href={`/items/${story.id}`}>Item</TextLink> of{" "}
          <TextLink href={`/use-cases/${story.useCase.slug}`}>{story.useCase.name}</TextLink>, received{" "}
          <ExactTime at={story.receivedAt} />. Who decided it, on what, and why, as the audit log has it.
        </>
      }
      actions={
        found.record !== null && (
          <>
            <ReceiptButton itemId={story.id} />
            <PrintButton />
          </>
        )
      }
    >
      <ItemRecordPage {...found} madeAt={new Date().toISOString()} />
    </PageFrame>
  );
}
