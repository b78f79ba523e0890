import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import type { Mode } from "@/lib/engine/mode";
import { clock } from "@/lib/platform/clock";
import { findPendingProposal } from "@/lib/policies/policy-query";
import { type Agreement, findAgreement } from "@/lib/reports/agreement-query";
import { type Flow, findFlow } from "@/lib/reports/flow-query";
import { type Alert, type Approval, homeAlerts } from "@/lib/reports/home-alerts";
import { findWaiting } from "@/lib/reports/waiting-query";
import { listQueues, type QueueView } from "@/lib/review/queue-query";
import { listVisibleUseCases, type UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** A use case on Home. */
export interface HomeUseCase {
  id: string;
  slug: string;
  name: string;
  mode: Mode;
  rampShare: number;
  halted: boolean;
  champion: string | null;
  /** Open reviews, whoever holds them. */
  waiting: number;
  oldest: Date | null;
  failures: number;
  /** Null for people who may not see items. */
  figures: { day: Flow; week: Flow; blind: Agreement; checked: Agreement } | null;
}

export interface Home {
  queues: QueueView[];
  useCases: HomeUseCase[];
  approvals: Approval[];
  alerts: Alert[];
  /** May define use cases: sees what to do first where there is none. */
  defines: boolean;
}

/** Everything on a person's Home. What they may not see is not read. */
export async function findHome(actor: UserActor): Promise<Home> {
  const records = await listVisibleUseCases(actor);
  const [queues, waiting, figures, approvals] = await Promise.all([
    listQueues(actor),
    findWaiting(records.map((record) => record.id)),
    Promise.all(records.map((record) => (may(actor, "item.read", record.id) ? findFigures(record) : null))),
    findApprovals(actor, records),
  ]);
  const useCases = records.map((record, index): HomeUseCase => {
    const { settings } = record.policy;
    const waits = waiting.get(record.id);
    return {
      id: record.id,
      slug: record.slug,
      name: record.definition.name,
      mode: settings.mode,
      rampShare: settings.rampShare,
      halted: record.haltedAt !== null,
      champion: record.champion && `${record.champion.name}, version ${record.champion.version}`,
      waiting: waits?.reviews ?? 0,
      oldest: waits?.oldest ?? null,
      failures: waits?.failures ?? 0,
      figures: figures[index] ?? null,
    };
  });
  return {
    queues,
    useCases,
    approvals,
    alerts: homeAlerts(useCases, clock.now()),
    defines: may(actor, "use-case.define", null),
  };
}

async function findFigures(record: UseCaseRecord): Promise<NonNullable<HomeUseCase["figures"]>> {
  const [{ day, week }, { blind, checked }] = await Promise.all([findFlow(record), findAgreement(record)]);
  return { day, week, blind, checked };
}

/** Proposals of others that this person may approve. */
async function findApprovals(actor: UserActor, records: readonly UseCaseRecord[]): Promise<Approval[]> {
  const settles = records.filter((record) => may(actor, "policy.settle", record.id));
  const found = await Promise.all(
    settles.map(async (record): Promise<Approval[]> => {
      const proposal = await findPendingProposal(record.id);
      if (proposal === null || proposal.authorId === actor.id) return [];
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
    }),
  );
  return found.flat();
}
