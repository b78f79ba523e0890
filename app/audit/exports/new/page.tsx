import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ask } from "@/app/audit/exports/actions";
import { AuditFilters } from "@/components/audit/audit-filters";
import { NewExport } from "@/components/audit-exports/new-export";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { useCasesWith } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listAuditChoices } from "@/lib/audit/audit-choices-query";
import { auditFilterSchema } from "@/lib/audit/audit-filter-schema";
import { countMatching } from "@/lib/audit/export/count-query";
import { readFilterNames } from "@/lib/audit/export/export-query";
import { filterParts } from "@/lib/audit/export/export-view";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "New export" };

/** Beyond this, nobody needs to know exactly before they start. */
const mostCounted = 1_000_000;

interface NewExportPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewExportPage({ searchParams }: NewExportPageProps) {
  const actor = await requireActor();
  if (useCasesWith(actor, "audit.read").length === 0) notFound();
  const filter = auditFilterSchema.parse(await searchParams);
  const [count, names, useCases, choices] = await Promise.all([
    countMatching(actor, filter, mostCounted),
    readFilterNames([filter]),
    listVisibleUseCases(actor, "audit.read"),
    listAuditChoices(actor, filter.useCase),
  ]);
  const outcomes = useCases
    .filter(({ slug }) => filter.useCase === undefined || slug === filter.useCase)
    .flatMap(({ definition }) => definition.outcomes);
  return (
    <PageFrame
      title="New export"
      lead="Say what the bundle is to hold. It is made in the background and can be downloaded once, within a day."
      actions={
        <ButtonLink href="/audit/exports" variant="default">
          Back to your exports
        </ButtonLink>
      }
    >
      <AuditFilters
        useCases={useCases.map(({ slug, definition }) => ({ slug, name: definition.name }))}
        outcomes={[...new Map(outcomes.map(({ key, label }) => [key, { key, label }])).values()]}
        {...choices}
      />
      <Section>
        <NewExport
          key={JSON.stringify(filter)}
          filter={JSON.parse(JSON.stringify(filter))}
          parts={filterParts(filter, names)}
          count={count}
          counted={count < mostCounted}
          ask={ask}
        />
      </Section>
    </PageFrame>
  );
}
