import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTable } from "@/components/audit/audit-table";
import { PageFrame } from "@/components/ui/page-frame";
import { useCasesWith } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { auditFilterSchema, auditPageSchema } from "@/lib/audit/audit-filter-schema";
import { listAuditActors, listAuditEvents } from "@/lib/audit/audit-query";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Audit" };

const columnsCookie = "columns-audit";

interface AuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const actor = await requireActor();
  if (useCasesWith(actor, "audit.read").length === 0) notFound();
  const search = await searchParams;
  const filter = auditFilterSchema.parse(search);
  const [list, useCases, actors] = await Promise.all([
    listAuditEvents(actor, filter, auditPageSchema.parse(search)),
    listVisibleUseCases(actor, "audit.read"),
    listAuditActors(actor),
  ]);
  return (
    <PageFrame
      title="Audit"
      lead="What happened, to what, by whom and when. Open an event for its record and its story."
    >
      <AuditFilters
        useCases={useCases.map(({ slug, definition }) => ({ slug, name: definition.name }))}
        actors={actors}
      />
      <AuditTable
        {...list}
        filtered={Object.values(filter).some((value) => value !== undefined)}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
      />
    </PageFrame>
  );
}
