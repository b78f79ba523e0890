import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { ErasureFilters } from "@/components/erasures/erasure-filters";
import { ErasureTable } from "@/components/erasures/erasure-table";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { RefreshSoon } from "@/components/webhooks/refresh-soon";
import { useCasesWith } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { listErasures, seesErasures } from "@/lib/erasure/erasure-query";
import { erasureFilterSchema } from "@/lib/erasure/erasure-schema";

export const metadata: Metadata = { title: "Erasures" };

const columnsCookie = "columns-erasures";

interface ErasuresPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ErasuresPage({ searchParams }: ErasuresPageProps) {
  const actor = await requireActor();
  if (!seesErasures(actor)) notFound();
  const { status, after } = await searchParams;
  const filter = {
    status: erasureFilterSchema.shape.status.catch(undefined).parse(status),
    cursor: erasureFilterSchema.shape.cursor.catch(undefined).parse(after),
  };
  const { erasures, next } = await listErasures(actor, filter);
  const asks = useCasesWith(actor, "erasure.request").length > 0;
  const moving = erasures.filter((erasure) => erasure.status === "approved" && erasure.blockedBy === null);
  return (
    <PageFrame
      title="Erasures"
      lead="What was asked to be erased, and why. The log keeps that it happened, not what it was."
      actions={
        <>
          {useCasesWith(actor, "audit.read").length > 0 && (
            <ButtonLink href="/audit" variant="default">
              Back to the log
            </ButtonLink>
          )}
          {asks && <ButtonLink href="/audit/erasures/new">Ask for an erasure</ButtonLink>}
        </>
      }
    >
      {/* A new count of what moves begins the watching anew. */}
      {moving.length > 0 && <RefreshSoon key={moving.map(({ id, items }) => `${id} ${items}`).join()} />}
      <ErasureFilters />
      <ErasureTable
        erasures={erasures}
        next={next}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
        empty={
          filter.status !== undefined ? (
            <EmptyState title="No request matches">Take the filter out.</EmptyState>
          ) : (
            <EmptyState title="No erasure yet">
              An erasure takes away what an item held and what was noted about it, or what identifies a person. Who
              decided what, when, and under which policy stays, and every proof that was given out still holds. A second
              person approves each one.
            </EmptyState>
          )
        }
      />
    </PageFrame>
  );
}
