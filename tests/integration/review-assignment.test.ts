import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/access/actor";
import { escalateReview } from "@/lib/items/escalate-review";
import { findItemStory } from "@/lib/items/item-story-query";
import { database } from "@/lib/platform/database";
import { answerReview } from "@/lib/review/answer-review";
import { assignReview } from "@/lib/review/assign-review";
import { findAssignment } from "@/lib/review/assignment-query";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { findQueue } from "@/lib/review/queue-query";
import { skipReview } from "@/lib/review/skip-review";
import { unassignReview } from "@/lib/review/unassign-review";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";

async function setOut() {
  const { id: useCaseId } = await makeUseCase();
  const [first, second] = await queueItems(useCaseId, { count: 2 });
  const [ada, ben, manager] = [
    await makeReviewer(useCaseId),
    await makeReviewer(useCaseId),
    await makeReviewer(useCaseId, "manager"),
  ];
  await database.user.update({ where: { id: ada.id }, data: { name: "Ada" } });
  const itemId = second?.itemId ?? "";
  return {
    useCaseId,
    itemId,
    firstItemId: first?.itemId ?? "",
    ada,
    ben,
    manager,
    claim: (actor: UserActor, ...loaded: string[]) => claimNextReview({ actor }, { useCaseId, loaded }),
    assign: (userId: string, actor = manager) => assignReview({ actor }, { useCaseId, itemId, userId }),
    unassign: (userId: string, actor = manager) => unassignReview({ actor }, { useCaseId, itemId, userId }),
  };
}

describe("assigning a review", () => {
  it("offers it to that person first and to nobody else, and is told and audited", async () => {
    const { useCaseId, itemId, ada, ben, manager, claim, assign } = await setOut();
    await assign(ada.id);
    await assign(ada.id);
    expect((await eventsAbout(itemId)).map(({ type }) => type)).toEqual(["review.assigned"]);
    expect(await findQueue(ada, useCaseId)).toMatchObject({ waiting: 2, assigned: 1 });
    expect(await findQueue(ben, useCaseId)).toMatchObject({ waiting: 1, assigned: 0 });
    const assignment = await findAssignment(useCaseId, itemId);
    expect(assignment?.assigned).toEqual([{ id: ada.id, name: "Ada" }]);
    expect(assignment?.people.map(({ id }) => id)).toEqual([ben.id]);
    const story = await findItemStory(manager, itemId);
    expect(story?.told?.waiting).toEqual(["Is kept for Ada."]);
    expect(story?.told?.entries.at(-1)?.title).toBe("Test Reviewer assigned it to Ada");

    const ofBen = await claim(ben);
    expect(ofBen).not.toHaveProperty("assigned");
    expect(await claim(ben, ofBen?.reviewId ?? "")).toBeNull();
    expect(await claim(ada)).toMatchObject({ assigned: true, externalId: expect.stringContaining(itemId) });
  });

  it("goes back to everybody when it is unassigned, passed on, or its person reviews here no more", async () => {
    const { useCaseId, itemId, ada, ben, claim, assign, unassign } = await setOut();
    const [held] = [await claim(ben)];
    await assign(ada.id);
    await unassign(ada.id);
    await unassign(ada.id);
    expect((await eventsAbout(itemId)).map(({ type }) => type)).toEqual(["review.assigned", "review.unassigned"]);
    expect(await findQueue(ben, useCaseId)).toMatchObject({ waiting: 1 });

    await assign(ada.id);
    expect(await findQueue(ben, useCaseId)).toMatchObject({ waiting: 0 });
    await database.user.update({ where: { id: ada.id }, data: { disabledAt: new Date() } });
    expect(await findQueue(ben, useCaseId)).toMatchObject({ waiting: 1 });
    await database.user.update({ where: { id: ada.id }, data: { disabledAt: null } });

    const ofAda = await claim(ada);
    await skipReview({ actor: ada }, { useCaseId, reviewId: ofAda?.reviewId ?? "", reason: null, note: "" });
    expect(await claim(ben, held?.reviewId ?? "")).toMatchObject({ externalId: ofAda?.externalId });
  });

  it("is refused for people who do not review here or had the item, and where no review is free", async () => {
    const { useCaseId, itemId, firstItemId, ada, ben, manager, claim, assign } = await setOut();
    await expect(assign(manager.id)).rejects.toMatchObject({ code: "invalid_input" });
    const first = await claim(ben);
    const assignFirst = (userId: string) =>
      assignReview({ actor: manager }, { useCaseId, itemId: firstItemId, userId });
    await expect(assignFirst(ada.id)).rejects.toMatchObject({ code: "conflict" });
    await answerReview(
      { actor: ben },
      { useCaseId, reviewId: first?.reviewId ?? "", answer: { outcome: "yes" }, note: "" },
    );
    await expect(assignFirst(ben.id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("has had this item"),
    });
    const reviewer = await makeReviewer(useCaseId);
    await expect(assign(ada.id, reviewer)).rejects.toMatchObject({ code: "forbidden" });
    await expect(unassignReview({ actor: reviewer }, { useCaseId, itemId, userId: ada.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      assignReview({ actor: manager }, { useCaseId, itemId: useCaseId, userId: ada.id }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("gives an adjudication to adjudicators only", async () => {
    const { useCaseId, firstItemId, ada, ben, manager, claim } = await setOut();
    const adjudicator = await makeReviewer(useCaseId, "adjudicator");
    const held = await claim(ben);
    await escalateReview({ actor: ben }, { useCaseId, reviewId: held?.reviewId ?? "", note: "Hard." });
    const assign = (userId: string) => assignReview({ actor: manager }, { useCaseId, itemId: firstItemId, userId });
    await expect(assign(ada.id)).rejects.toMatchObject({ code: "conflict" });
    await assign(adjudicator.id);
    expect(await claim(adjudicator)).toMatchObject({ assigned: true, externalId: held?.externalId });
  });
});
