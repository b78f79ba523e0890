import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ExportList } from "@/components/audit-exports/export-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";
import { useCasesWith } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listExports } from "@/lib/audit/export/export-query";

export const metadata: Metadata = { title: "Exports" };

export default async function ExportsPage() {
  const actor = await requireActor();
  if (useCasesWith(actor, "audit.read").length === 0) notFound();
  const exports = await listExports(actor);
  const moving = exports.filter(({ status }) => status === "queued" || status === "running");
  return (
    <PageFrame
      title="Exports"
      lead="Bundles of audit events that you asked for. Whoever gets one can verify it without this installation. Only you see yours."
      actions={
        <>
          <ButtonLink href="/audit" variant="default">
            Back to the log
          </ButtonLink>
          <ButtonLink href="/audit/exports/new">New export</ButtonLink>
        </>
      }
    >
      {/* A new count of what moves begins the watching anew. */}
      {moving.length > 0 && <RefreshSoon key={moving.map(({ id, done }) => `${id} ${done}`).join()} />}
      <Section flush>
        {exports.length === 0 ? (
          <EmptyState title="No export yet">
            Narrow the <TextLink href="/audit">log</TextLink> to what somebody needs to see, such as a use case and a
            month, and export that.
          </EmptyState>
        ) : (
          <ExportList exports={exports} />
        )}
      </Section>
    </PageFrame>
  );
}
