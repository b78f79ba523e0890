import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTable } from "@/components/audit/audit-table";
import { SealState } from "@/components/audit/seal-state";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { useCasesWith } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listAuditChoices } from "@/lib/audit/audit-choices-query";
import { type AuditFilter, auditFilterSchema, auditPageSchema } from "@/lib/audit/audit-filter-schema";
import { listAuditEvents } from "@/lib/audit/audit-query";
import { sealState } from "@/lib/audit/tree/seal-state-query";
import { listVisibleUseCases, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

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
  const [list, useCases, choices, state] = await Promise.all([
    listAuditEvents(actor, filter, auditPageSchema.parse(search)),
    listVisibleUseCases(actor, "audit.read"),
    listAuditChoices(actor, filter.useCase),
    sealState(),
  ]);
  return (
    <PageFrame
      title="Audit"
      lead="What happened, to what, by whom and when. Open an event for its record and its story."
      actions={
        <>
          <ButtonLink variant="default" href="/audit/verify">
            Verify a bundle
          </ButtonLink>
          <ButtonLink variant="default" href="/audit/erasures">
            Erasures
          </ButtonLink>
          <ButtonLink variant="default" href="/audit/exports">
            Your exports
          </ButtonLink>
          <ButtonLink href={exportHref(filter)}>Export these</ButtonLink>
        </>
      }
    >
      <SealState state={state} />
      <AuditFilters
        useCases={useCases.map(({ slug, definition }) => ({ slug, name: definition.name }))}
        outcomes={outcomesOf(useCases, filter.useCase)}
        {...choices}
      />
      <AuditTable
        {...list}
        searchedTo={list.searchedTo?.toISOString() ?? null}
        filtered={Object.values(filter).some((value) => value !== undefined)}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
      />
    </PageFrame>
  );
}

/** Outcomes of one use case or of all, each once. */
function outcomesOf(useCases: readonly UseCaseRecord[], slug: string | undefined): { key: string; label: string }[] {
  const chosen = useCases.filter((useCase) => slug === undefined || useCase.slug === slug);
  const outcomes = chosen.flatMap(({ definition }) => definition.outcomes);
  return [...new Map(outcomes.map(({ key, label }) => [key, { key, label }])).values()];
}

/** The page that exports what the list is narrowed to. */
function exportHref(filter: AuditFilter): string {
  const set = Object.entries(filter).filter((part): part is [string, string] => part[1] !== undefined);
  return set.length === 0 ? "/audit/exports/new" : `/audit/exports/new?${new URLSearchParams(set)}`;
}
