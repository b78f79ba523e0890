import "server-only";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { findDisagreement } from "@/lib/disagreements/disagreement-query";
import type { WhyPlace } from "@/lib/explanations/explanation-schema";
import { findItemStory } from "@/lib/items/item-story-query";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * The item that is asked about, where this person may see the model's answer there now: on a review that they hold and
 * whose showing is on record, or on a page that tells it. Throws `forbidden`, in the same words for whatever reason.
 */
export async function findWhyItem(actor: UserActor, place: WhyPlace): Promise<string> {
  const itemId = await itemOf(actor, place);
  if (itemId !== null) return itemId;
  throw new AppError("forbidden", "There is nothing here that could be explained to you.");
}

async function itemOf(actor: UserActor, place: WhyPlace): Promise<string | null> {
  if ("itemId" in place) {
    const story = await findItemStory(actor, place.itemId);
    return story?.told == null ? null : story.id;
  }
  if ("disagreementId" in place) {
    const view = await findDisagreement(actor, place.disagreementId);
    return view?.told === undefined ? null : view.item.id;
  }
  if (!may(actor, "review.work", place.useCaseId)) return null;
  const review = await database.review.findFirst({
    where: {
      id: place.reviewId,
      useCaseId: place.useCaseId,
      reviewerId: actor.id,
      status: { in: ["open", "answered"] },
      reveal: { not: "never" },
      suggestionShownAt: { not: null },
    },
    select: { itemId: true },
  });
  return review?.itemId ?? null;
}
