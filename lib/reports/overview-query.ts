import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { countOpenIn } from "@/lib/disagreements/open-count-query";
import { listItems } from "@/lib/items/item-list-query";
import type { ItemListView } from "@/lib/items/item-list-view";
import { type AgreementView, findAgreement } from "@/lib/reports/agreement-query";
import { type FlowView, findFlow } from "@/lib/reports/flow-query";
import { findWaiting, type Waiting } from "@/lib/reports/waiting-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

export interface Overview {
  waiting: Waiting;
  /** Open ones of the use case, at most `mostOpenCounted`; null for people who may not see them. */
  disagreements: number | null;
  /** Null for people who may not see items. */
  figures: { flow: FlowView; agreement: AgreementView; recent: ItemListView[] } | null;
}

/** How a use case does. The caller has checked that this person may see it. */
export async function findOverview(actor: UserActor, useCase: UseCaseRecord): Promise<Overview> {
  const sees = may(actor, "item.read", useCase.id);
  const [waiting, disagreements, figures] = await Promise.all([
    findWaiting([useCase.id]),
    sees ? countOpenIn([useCase.id]) : null,
    sees ? findFigures(actor, useCase) : null,
  ]);
  return { waiting: waiting.get(useCase.id) ?? { items: 0, oldest: null, failures: 0 }, disagreements, figures };
}

async function findFigures(actor: UserActor, useCase: UseCaseRecord): Promise<NonNullable<Overview["figures"]>> {
  const [flow, agreement, { items }] = await Promise.all([
    findFlow(useCase),
    findAgreement(useCase),
    listItems(actor, useCase, {}, { order: "newest" }, 8),
  ]);
  return { flow, agreement, recent: items };
}
