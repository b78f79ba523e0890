import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { decide, preview, readRows, undo } from "@/app/use-cases/[slug]/items/actions";
import { ItemFilters } from "@/components/items/item-filters";
import { ItemTable } from "@/components/items/item-table";
import { OpenBulks } from "@/components/items/open-bulks";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageFrame } from "@/components/ui/page-frame";
import { TextLink } from "@/components/ui/text-link";
import { may } from "@/lib/access/authorize";
import { requireActor } from "@/lib/access/session";
import { bulkLimitOf } from "@/lib/items/bulk-limit";
import { listOpenBulks } from "@/lib/items/bulk-preview-query";
import { guardrailChoices } from "@/lib/items/guardrail-choices";
import { itemFilterSchema, itemPageSchema } from "@/lib/items/item-filter-schema";
import { listItems } from "@/lib/items/item-list-query";
import { findVisibleUseCase } from "@/lib/use-cases/use-case-query";

export const metadata: Metadata = { title: "Items" };

const columnsCookie = "columns-items";

interface ItemsPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ItemsPage({ params, searchParams }: ItemsPageProps) {
  const actor = await requireActor();
  const useCase = await findVisibleUseCase(actor, (await params).slug, "item.read");
  if (useCase === null) notFound();
  const search = await searchParams;
  const filter = itemFilterSchema.parse(search);
  const page = itemPageSchema.parse(search);
  const list = await listItems(actor, useCase, filter, page);
  const outcomes = useCase.definition.outcomes.map(({ key, label, colour }) => ({ key, label, colour }));
  const guardrails = guardrailChoices(useCase, filter.guardrail);
  const names = { outcomes, unit: useCase.definition.target?.unit ?? "" };
  const limit = may(actor, "decision.override", useCase.id) ? bulkLimitOf(actor, useCase.id) : 0;
  const { target = null, reasonCodes, reasonRequired } = useCase.definition;
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <PageFrame
      title="Items"
      lead="Everything that came in, with what became of it. Open one for its whole story."
      actions={
        may(actor, "verdict.submit", useCase.id) && (
          <ButtonLink variant="default" href={`/use-cases/${useCase.slug}/verdicts`}>
            Verdicts from elsewhere
          </ButtonLink>
        )
      }
    >
      <ItemFilters outcomes={outcomes} guardrails={guardrails} />
      <OpenBulks useCaseId={useCase.id} bulks={await listOpenBulks(actor, useCase.id)} names={names} undo={undo} />
      <ItemTable
        {...list}
        searchedTo={list.searchedTo?.toISOString() ?? null}
        names={names}
        order={page.order}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
        bulk={
          limit === 0
            ? null
            : {
                useCaseId: useCase.id,
                ...{ names, filter, limit, target, reasonCodes, reasonRequired },
                actions: { preview, readRows, decide, undo },
              }
        }
        empty={
          filtered ? (
            <EmptyState title="No item matches">Take a filter out, or clear them all.</EmptyState>
          ) : (
            <EmptyState title="No item yet" action={<TextLink href="/api/docs">How to send items</TextLink>}>
              Items come in by API: one by one, or up to 10,000 in a batch.
            </EmptyState>
          )
        }
      />
    </PageFrame>
  );
}
