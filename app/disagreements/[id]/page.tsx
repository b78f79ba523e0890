import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { answerFirst, leave, renew, settle, take } from "@/app/disagreements/actions";
import { DisagreementPage } from "@/components/disagreements/disagreement-page";
import { PageFrame } from "@/components/ui/page-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { requireActor } from "@/lib/access/session";
import {
  disagreementFilterSchema,
  disagreementPageSchema,
  filterNames,
} from "@/lib/disagreements/disagreement-filter-schema";
import { findNext } from "@/lib/disagreements/disagreement-list-query";
import { findDisagreement } from "@/lib/disagreements/disagreement-query";
import { findScope } from "@/lib/disagreements/disagreement-scope-query";
import { kindText } from "@/lib/disagreements/filter-options-view";
import { clock } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Disagreement" };

interface DisagreementPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OneDisagreementPage({ params, searchParams }: DisagreementPageProps) {
  const actor = await requireActor();
  const id = z.uuid().safeParse((await params).id);
  const search = await searchParams;
  const view = id.success ? await findDisagreement(actor, id.data) : null;
  if (view === null) notFound();
  const filter = disagreementFilterSchema.parse(search);
  const { order } = disagreementPageSchema.parse(search);
  const current = { id: view.id, itemId: view.item.id, order };
  const next = await findNext(actor, await findScope(actor), filter, current, clock.now());
  const list = listQuery(search);
  return (
    <PageFrame
      title={view.item.externalId}
      lead={
        <>
          {kindText[view.kind]} differ on <TextLink href={`/items/${view.item.id}`}>this item</TextLink> of{" "}
          <TextLink href={`/use-cases/${view.useCase.slug}`}>{view.useCase.name}</TextLink>, opened{" "}
          <RelativeTime at={view.openedAt} />. <TextLink href={`/disagreements${list}`}>Back to the list</TextLink>
        </>
      }
    >
      <DisagreementPage
        key={view.id}
        view={view}
        next={`/disagreements${next === null ? "" : `/${next}`}${list}`}
        here={`/disagreements/${view.id}${list}`}
        actions={{ take, renew, leave, answerBlind: answerFirst, settle }}
      />
    </PageFrame>
  );
}

/** The list that one came from. */
function listQuery(search: Record<string, string | string[] | undefined>): string {
  const kept = [...filterNames, "order"].flatMap((name) => {
    const value = search[name];
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
  return kept.length === 0 ? "" : `?${new URLSearchParams(kept)}`;
}
