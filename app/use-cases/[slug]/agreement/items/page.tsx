import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { ComparedTable } from "@/components/agreement/compared-table";
import { ButtonLink } from "@/components/ui/button-link";
import { PageFrame } from "@/components/ui/page-frame";
import { requireActor } from "@/lib/access/session";
import { comparedFilterSchema, verdictKindName } from "@/lib/reports/agreement-filter-schema";
import { findComparedItems } from "@/lib/reports/compared-items-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Items behind an agreement figure" };

const columnsCookie = "columns-compared";

interface ComparedPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ComparedPage({ params, searchParams }: ComparedPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "item.read");
  if (useCase === null) notFound();
  const filter = comparedFilterSchema.parse(await searchParams);
  const list = await findComparedItems(actor, useCase, filter);
  const outcomes = useCase.definition.outcomes.map(({ key, label, colour }) => ({ key, label, colour }));
  const label = (key: string | undefined) => outcomes.find((one) => one.key === key)?.label ?? key ?? "anything";
  const { from, to, version, verdicts } = filter;
  const days = from === undefined && to === undefined ? "" : `, arrived ${from ?? "at any time"} to ${to ?? "today"}`;
  const back = new URLSearchParams(
    Object.entries({ from, to, version, verdicts }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
  return (
    <PageFrame
      title={`The model said ${label(filter.predicted)}, people ${label(filter.answered)}`}
      lead={`${verdicts === undefined ? "All verdicts" : verdictKindName[verdicts]}${version === undefined ? "" : `, model version ${version}`}${days}.`}
      actions={
        <ButtonLink href={`/use-cases/${useCase.slug}/agreement${back.size === 0 ? "" : `?${back}`}`} variant="default">
          Back to agreement
        </ButtonLink>
      }
    >
      <ComparedTable
        {...list}
        outcomes={outcomes}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
      />
    </PageFrame>
  );
}
