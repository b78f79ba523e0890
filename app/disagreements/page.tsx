import type { Metadata } from "next";
import { cookies } from "next/headers";
import { remove, rename, save } from "@/app/disagreements/actions";
import { DisagreementFilters } from "@/components/disagreements/disagreement-filters";
import { DisagreementTable } from "@/components/disagreements/disagreement-table";
import { SavedViews } from "@/components/disagreements/saved-views";
import { EmptyState } from "@/components/ui/empty-state";
import { Live } from "@/components/ui/live";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/access/session";
import { disagreementFilterSchema, disagreementPageSchema } from "@/lib/disagreements/disagreement-filter-schema";
import { findQueuePage } from "@/lib/disagreements/queue-page-query";

export const metadata: Metadata = { title: "Disagreements" };

const columnsCookie = "columns-disagreements";

interface DisagreementsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function DisagreementsPage({ searchParams }: DisagreementsPageProps) {
  const actor = await requireActor();
  const search = await searchParams;
  const filter = disagreementFilterSchema.parse(search);
  const page = disagreementPageSchema.parse(search);
  const queue = await findQueuePage(actor, filter, page);
  const lead = "Where answers differ. Open one to say which is right, and what went wrong.";
  if (queue === null) {
    return (
      <PageFrame title="Disagreements" lead={lead}>
        <Section>
          <EmptyState title="Nothing to see here yet">
            Adjudicators, managers and auditors see the disagreements of their use cases. Ask an admin for the role.
          </EmptyState>
        </Section>
      </PageFrame>
    );
  }
  const { list, options, views, useCases, note } = queue;
  const { status, ...others } = filter;
  const filtered = status !== "open" || Object.values(others).some((value) => value !== undefined);
  return (
    <PageFrame title="Disagreements" lead={lead}>
      <Live kinds={["queue"]} madeAt={Date.now()} />
      <SavedViews views={views} actions={{ save, rename, remove }} />
      <DisagreementFilters options={options} />
      <DisagreementTable
        disagreements={list.disagreements}
        next={list.next}
        previous={list.previous}
        searchedTo={list.searchedTo?.toISOString() ?? null}
        useCases={useCases}
        order={page.order}
        note={note}
        chosenColumns={{ cookie: columnsCookie, value: (await cookies()).get(columnsCookie)?.value ?? null }}
        empty={
          filtered ? (
            <EmptyState title="No disagreement matches">Take a filter out, or clear them all.</EmptyState>
          ) : (
            <EmptyState title="Nothing to settle">
              Where a person answers otherwise than the model, or two people differ, the item appears here by itself.
            </EmptyState>
          )
        }
      />
    </PageFrame>
  );
}
