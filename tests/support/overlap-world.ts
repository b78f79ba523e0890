import { systemActor, type UserActor } from "@/lib/access/actor";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import type { Answer } from "@/lib/review/review-schema";
import type { DeskItem } from "@/lib/review/review-view";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { makeReviewer } from "@/tests/support/item-fixture";
import { submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

const worker = { actor: systemActor("worker") };

/** A use case in which several people answer each item. */
export async function makeOverlapWorld(
  settings: Partial<PolicySettings> = {},
  definition: Partial<DefinitionInput> = {},
) {
  const { useCaseId, slug } = await suppliedUseCase(settings, definition);
  const perItem = settings.reviewsPerItem ?? 1;

  const claim = (actor: UserActor, ...loaded: string[]) => claimNextReview({ actor }, { useCaseId, loaded });
  const answer = (actor: UserActor, reviewId: string, given: Answer) =>
    answerReview({ actor }, { useCaseId, reviewId, answer: given, note: "" });

  return {
    useCaseId,
    slug,
    claim,
    answer,
    person: () => makeReviewer(useCaseId),
    people: (count: number) => Promise.all(Array.from({ length: count }, () => makeReviewer(useCaseId))),
    adjudicator: () => makeReviewer(useCaseId, "adjudicator"),

    /** Items that wait for as many reviews as the policy says. */
    async send(bodies: Parameters<typeof submitAll>[1]): Promise<string[]> {
      const items = await submitAll(useCaseId, bodies);
      const undecided = items.filter((item) => item.status === "in_review").map((item) => item.id);
      for (const itemId of undecided) {
        const [first] = await database.review.findMany({ where: { itemId, purpose: "decide" } });
        if (first === undefined) throw new Error("No review was opened.");
        const open = await database.review.count({ where: { itemId, purpose: "decide" } });
        const { reveal, priority, createdAt } = first;
        await database.review.createMany({
          data: Array.from({ length: perItem - open }, () => ({
            id: newId(),
            itemId,
            useCaseId,
            purpose: "decide" as const,
            reveal,
            priority,
            createdAt,
          })),
        });
      }
      return items.map((item) => item.id);
    },

    /** Takes the next item and answers it. */
    async say(actor: UserActor, given: string | number): Promise<DeskItem> {
      const item = await claim(actor);
      if (item === null) throw new Error("Nothing waits for this person.");
      await answer(actor, item.reviewId, typeof given === "number" ? { value: given } : { outcome: given });
      return item;
    },

    /** Lets the undo windows close, and settles all that is due. */
    async settle(): Promise<void> {
      const at = new Date(clock.now().getTime() + (env.undoSeconds + 1) * 1000);
      clock.now = () => at;
      while ((await settleReviews(worker, { limit: 100 })) > 0);
    },

    item: (itemId: string) =>
      database.item.findUniqueOrThrow({
        where: { id: itemId },
        include: {
          decisions: { orderBy: { seq: "asc" } },
          disagreements: { orderBy: { id: "asc" } },
          reviews: { orderBy: { id: "asc" } },
        },
      }),
  };
}

/** What the log holds about an item, oldest first. */
export async function eventsOf(itemId: string) {
  const events = await database.auditEvent.findMany({
    where: { subjectType: "item", subjectId: itemId },
    orderBy: { subjectSeq: "asc" },
  });
  return events.map(({ type, envelope }) => ({ type, ...JSON.parse(Buffer.from(envelope).toString()) }));
}
