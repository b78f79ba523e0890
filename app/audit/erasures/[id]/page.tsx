import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { settle, withdraw } from "@/app/audit/erasures/actions";
import { ErasurePage } from "@/components/erasures/erasure-page";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";
import { requireActor } from "@/lib/access/session";
import { findErasure } from "@/lib/erasure/erasure-query";

export const metadata: Metadata = { title: "Erasure" };

export default async function OneErasurePage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const erasure = id.success ? await findErasure(actor, id.data) : null;
  if (erasure === null) notFound();
  const moving = erasure.status === "approved" && erasure.blockedBy === null;
  return (
    <PageFrame
      title={`Erasure: ${erasure.what}`}
      lead="The request stays on record, also once what it was about is gone."
      narrow
      actions={
        <ButtonLink href="/audit/erasures" variant="default">
          Back to erasures
        </ButtonLink>
      }
    >
      {/* A new count begins the watching anew. */}
      {moving && <RefreshSoon key={erasure.items} />}
      <ErasurePage erasure={erasure} actions={{ settle, withdraw }} />
    </PageFrame>
  );
}
