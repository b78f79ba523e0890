import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { countOpenDisagreements } from "@/lib/disagreements/open-count-query";
import type { Mode } from "@/lib/engine/mode";
import { clock } from "@/lib/platform/clock";
import { listPendingProposals } from "@/lib/policies/policy-query";
import type { Agreement } from "@/lib/reports/agreement-of";
import { findAgreements } from "@/lib/reports/agreement-query";
import { type Flow, findFlows } from "@/lib/reports/flow-query";
import { findHaltViews, type HaltView } from "@/lib/reports/halt-view-query";
import { type Alert, type Approval, homeAlerts } from "@/lib/reports/home-alerts";
import { findModelTrouble, type ModelTrouble } from "@/lib/reports/model-trouble-query";
import { findWaiting } from "@/lib/reports/waiting-query";
import { webhookAlert } from "@/lib/reports/webhook-alert";
import { listQueues, type QueueView } from "@/lib/review/queue-query";
import { findForecasts, type QueueForecast } from "@/lib/review/service-forecast-query";
import { listVisibleUseCases, type UseCaseRecord } from "@/lib/use-cases/use-case-query";
import { findWebhookTrouble } from "@/lib/webhooks/webhook-trouble-query";

/** A use case on Home. */
export interface HomeUseCase {
  id: string;
  slug: string;
  name: string;
  mode: Mode;
  rampShare: number;
  halted: boolean;
  champion: string | null;
  /** Items with an open review, whoever holds it. */
  waiting: number;
  oldest: Date | null;
  failures: number;
  /** What is wrong with the champion; null where nothing is. */
  trouble: ModelTrouble | null;
  /** How the queue stands against its service level; null where nothing in it is due. */
  forecast: QueueForecast | null;
  /** Null for people who may not see items. */
  figures: { day: Flow; week: Flow; blind: Agreement; checked: Agreement } | null;
}

export interface Home {
  queues: QueueView[];
  /** Open ones where this person settles; null: they settle nowhere. */
  disagreements: number | null;
  useCases: HomeUseCase[];
  approvals: Approval[];
  /** Halts that stand, the oldest first. */
  halts: HaltView[];
  alerts: Alert[];
  /** May define use cases: sees what to do first where there is none. */
  defines: boolean;
}

/** Everything on a person's Home. What they may not see is not read. */
export async function findHome(actor: UserActor): Promise<Home> {
  const records = await listVisibleUseCases(actor);
  const seen = records.filter((record) => may(actor, "item.read", record.id));
  const [queues, disagreements, waiting, forecasts, flows, agreements, troubles, approvals, halts, webhooks] =
    await Promise.all([
      listQueues(actor),
      countOpenDisagreements(actor),
      findWaiting(records.map((record) => record.id)),
      findForecasts(records.map((record) => record.id)),
      findFlows(seen),
      findAgreements(seen),
      findModelTrouble(seen.map((record) => record.id)),
      findApprovals(actor, records),
      findHaltViews(actor, records),
      findWebhookTrouble(actor),
    ]);
  const useCases = records.map((record): HomeUseCase => {
    const { settings } = record.policy;
    const waits = waiting.get(record.id);
    const flow = flows.get(record.id);
    const agreement = agreements.get(record.id);
    return {
      id: record.id,
      slug: record.slug,
      name: record.definition.name,
      mode: settings.mode,
      rampShare: settings.rampShare,
      halted: record.haltedAt !== null,
      champion: record.champion && `${record.champion.name}, version ${record.champion.version}`,
      waiting: waits?.items ?? 0,
      oldest: waits?.oldest ?? null,
      failures: waits?.failures ?? 0,
      forecast: forecasts.get(record.id) ?? null,
      trouble: troubles.get(record.id) ?? null,
      figures:
        flow && agreement
          ? { day: flow.day, week: flow.week, blind: agreement.blind, checked: agreement.checked }
          : null,
    };
  });
  return {
    queues,
    disagreements,
    useCases,
    approvals,
    halts,
    alerts: [...homeAlerts(useCases, clock.now()), ...webhooks.map(webhookAlert)],
    defines: may(actor, "use-case.define", null),
  };
}

/** Proposals of others that this person may approve. */
async function findApprovals(actor: UserActor, records: readonly UseCaseRecord[]): Promise<Approval[]> {
  const settles = records.filter((record) => may(actor, "policy.settle", record.id));
  const pending = await listPendingProposals(settles.map((record) => record.id));
  return pending.flatMap((proposal) => {
    const record = settles.find((known) => known.id === proposal.useCaseId);
    if (record === undefined || proposal.authorId === actor.id) return [];
    return [
      {
        useCase: { slug: record.slug, name: record.definition.name },
        author: proposal.authorName,
        reason: proposal.reason,
        from: record.policy.settings.mode,
        to: proposal.settings.mode,
        at: proposal.createdAt,
      },
    ];
  });
}
