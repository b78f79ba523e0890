import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { listHalts } from "@/lib/policies/halt-query";
import { listLiftProposals } from "@/lib/policies/lift-proposal-query";
import { haltOutlookText } from "@/lib/reports/halt-outlook";
import { findHaltOutlooks } from "@/lib/reports/halt-outlook-query";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** A halt as a page shows it to one person. */
export interface HaltView {
  useCase: { id: string; slug: string; name: string };
  at: Date;
  by: string;
  reason: string;
  /** What it means for people, in sentences; empty for those who may not see items. */
  outlook: string[];
  mayLift: boolean;
  /** The lifting that waits for a second person, and what this one may do about it. */
  proposal: { id: string; author: string; reason: string; at: Date; role: "author" | "second" | "none" } | null;
}

/** The halts among these use cases, the oldest first. The caller has checked that this person may see them. */
export async function findHaltViews(actor: UserActor, useCases: readonly UseCaseRecord[]): Promise<HaltView[]> {
  const halted = useCases.filter(({ haltedAt }) => haltedAt !== null);
  if (halted.length === 0) return [];
  const ids = halted.map(({ id }) => id);
  const [halts, outlooks, lifts] = await Promise.all([
    listHalts(ids),
    findHaltOutlooks(ids.filter((id) => may(actor, "item.read", id))),
    listLiftProposals(ids),
  ]);
  return halts.flatMap(({ useCaseId, ...halt }): HaltView[] => {
    const useCase = halted.find(({ id }) => id === useCaseId);
    if (useCase === undefined) return [];
    const outlook = outlooks.get(useCaseId);
    const lift = lifts.find((proposal) => proposal.useCaseId === useCaseId);
    const isAuthor = lift?.authorId === actor.id;
    const role = isAuthor ? "author" : may(actor, "policy.settle", useCaseId) ? "second" : "none";
    return [
      {
        ...halt,
        useCase: { id: useCase.id, slug: useCase.slug, name: useCase.definition.name },
        outlook: outlook === undefined ? [] : haltOutlookText(outlook),
        mayLift: may(actor, "halt.lift", useCaseId),
        proposal:
          lift === undefined
            ? null
            : { id: lift.id, author: lift.authorName, reason: lift.reason, at: lift.createdAt, role },
      },
    ];
  });
}
