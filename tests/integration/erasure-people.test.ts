import { afterEach, describe, expect, it } from "vitest";
import { findSessionActor } from "@/lib/access/actor-query";
import { changeUser } from "@/lib/access/change-user";
import { createKey } from "@/lib/access/create-key";
import { createUser } from "@/lib/access/create-user";
import { resetPassword } from "@/lib/access/reset-password";
import { setRoles } from "@/lib/access/set-roles";
import { findErasure } from "@/lib/erasure/erasure-query";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { setHold } from "@/lib/erasure/set-hold";
import { settleErasure } from "@/lib/erasure/settle-erasure";
import { workErasures } from "@/lib/erasure/work-erasures";
import { submitVerdicts } from "@/lib/items/submit-verdicts";
import { createModel } from "@/lib/models/create-model";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { setHalt } from "@/lib/policies/set-halt";
import { answerReview } from "@/lib/review/answer-review";
import { assignReview } from "@/lib/review/assign-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { saveDraft } from "@/lib/review/save-draft";
import { skipReview } from "@/lib/review/skip-review";
import { eventsAbout } from "@/tests/support/audit-events";
import { columnsWith } from "@/tests/support/columns-with";
import { documentedEvents, undocumented } from "@/tests/support/documented-events";
import { atOnce, erase, inTime, makeErasureWorld, statusOf } from "@/tests/support/erasure-world";
import { eventTypesOf, makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const makeAdmin = async () => actorOf((await makePerson({ isAdmin: true })).id);
const onlyAdmins = async (...ids: string[]) =>
  database.user.updateMany({ where: { isAdmin: true, id: { notIn: ids } }, data: { isAdmin: false } });

describe("erasing somebody who signs in", () => {
  it("takes name, address and what they wrote from everywhere, and ends all that they could do", async () => {
    const { useCaseId, send } = await makeErasureWorld();
    const [one, two] = [await makeAdmin(), await makeAdmin()];
    const mark = newId().slice(-12);
    const [name, email] = [`Robin ${mark}`, `robin-${mark}@example.org`];
    const { id } = await createUser(system, {
      ...{ name, email, password: "a long enough password" },
      isAdmin: true,
      isSimulated: false,
      memberships: [{ useCaseId, roles: ["reviewer", "manager"] }],
    });
    const robin = await actorOf(id);
    const context = { actor: robin };
    const [answered = "", , kept = ""] = await send(letter("a"), letter("b"), letter("c"), letter("d"));
    const next = async () => (await claimNextReview(context, { useCaseId, loaded: [] }))?.reviewId ?? "";
    const first = await next();
    await answerReview(context, { useCaseId, reviewId: first, answer: { outcome: "yes" }, note: `Says Robin ${mark}` });
    const second = await next();
    await skipReview(context, { useCaseId, reviewId: second, reason: "other", note: `I, Robin ${mark}, do not know` });
    await assignReview({ actor: one }, { useCaseId, itemId: kept, userId: id });
    const held = await next();
    await saveDraft(context, { useCaseId, reviewId: held, draft: { answer: null, note: `Robin ${mark}'s thoughts` } });
    const { key } = await createKey(context, { name: `Robin ${mark}'s key`, scopes: ["models:write"] });
    const { findKeyActor } = await import("@/lib/access/actor-query");
    const made = await database.apiKey.findFirstOrThrow({ where: { createdById: id } });
    const byKey = await findKeyActor(made.id);
    if (byKey === null) throw new Error("The key is gone.");
    await createModel({ actor: byKey }, { useCaseId, name: "By key", backend: "supplied" });
    await changePolicy(context, { useCaseId, changes: { slaMinutes: 30 }, reason: "Less time" });
    await setHalt(context, { useCaseId, reason: "For a while" });
    await setHold(context, { useCaseId, reason: "A case" });
    await database.savedView.create({
      data: { id: newId(), userId: id, place: "disagreements", name: mark, query: "", createdAt: new Date() },
    });
    expect(key).toBeTruthy();
    expect(await columnsWith(mark)).toEqual(
      expect.arrayContaining([
        "api_key.name",
        "policy.author_name",
        "review.draft",
        "review.note",
        "review_skip.reason",
        "use_case.halted_by",
        "use_case.held_by",
        '"user".email',
        '"user".name',
      ]),
    );
    const session = { userId: id, sessionVersion: 1, auth: "password" as const };
    expect(await findSessionActor(session)).not.toBeNull();

    // Neither the hold nor the shortest time counts for a person.
    const erasureId = await erase(one, two, { kind: "user", userId: id, ...inTime });
    expect(await statusOf(erasureId)).toBe("done");
    expect(await columnsWith(mark)).toEqual([]);
    expect(await findSessionActor(session)).toBeNull();
    expect(await findKeyActor(made.id)).toBeNull();
    expect(await database.user.findUniqueOrThrow({ where: { id }, include: { memberships: true } })).toMatchObject({
      name: "Erased person",
      email: `erased-${id}@erased.invalid`,
      passwordHash: null,
      isAdmin: false,
      erasedAt: expect.any(Date),
      disabledAt: expect.any(Date),
      memberships: [],
    });
    expect(await findErasure(one, erasureId)).toMatchObject({ what: "A person", status: "done", affects: null });
    // The verdict stays, under the id; what was on the desk goes back.
    expect(await database.review.findUniqueOrThrow({ where: { id: first } })).toMatchObject({
      reviewerId: id,
      outcome: "yes",
      note: null,
      noteSalt: null,
    });
    expect(await database.review.findUniqueOrThrow({ where: { id: held } })).toMatchObject({
      status: "open",
      reviewerId: null,
      assignedToId: null,
      draft: null,
    });
    expect((await eventTypesOf(kept)).slice(-2)).toEqual(["review.released", "review.unassigned"]);
    expect(await eventTypesOf(answered)).not.toContain("review.released");
    const [told] = (await eventsAbout(id)).filter(({ type }) => type === "user.erased");
    expect(undocumented(documentedEvents(), told?.envelope ?? {})).toEqual([]);
    expect(told?.envelope.detail).toMatchObject({ basis: "consent_withdrawn", notes: 1, keys: 1 });

    const gone = { code: "conflict", message: expect.stringContaining("was erased") };
    await expect(changeUser({ actor: one }, { userId: id, disabled: false })).rejects.toMatchObject(gone);
    await expect(setRoles({ actor: one }, { userId: id, memberships: [] })).rejects.toMatchObject(gone);
    const password = { userId: id, password: "another long password" };
    await expect(resetPassword({ actor: one }, password)).rejects.toMatchObject(gone);
    await expect(requestErasure({ actor: one }, { kind: "user", userId: id, ...atOnce })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is for admins, of whom one stays", async () => {
    const { asker, second } = await makeErasureWorld();
    const [one, two] = [await makeAdmin(), await makeAdmin()];
    const { id: userId } = await makePerson();
    const what = { kind: "user" as const, userId, ...atOnce };
    await expect(requestErasure({ actor: asker }, what)).rejects.toMatchObject({ code: "forbidden" });
    const { id } = await requestErasure({ actor: one }, what);
    const approve = { erasureId: id, approve: true, note: "" };
    await expect(settleErasure({ actor: second }, approve)).rejects.toMatchObject({ code: "forbidden" });
    await expect(settleErasure({ actor: one }, approve)).rejects.toMatchObject({ code: "forbidden" });
    expect(await findErasure(asker, id)).toBeNull();
    await settleErasure({ actor: two }, approve);
    while (await workErasures(system));

    await onlyAdmins(one.id, two.id);
    const { id: ofTwo } = await requestErasure({ actor: one }, { kind: "user", userId: two.id, ...atOnce });
    // Two persons are needed, also where somebody agrees to be erased themselves.
    await settleErasure({ actor: two }, { erasureId: ofTwo, approve: true, note: "" });
    while (await workErasures(system));
    expect(await statusOf(ofTwo)).toBe("done");
    await expect(requestErasure({ actor: one }, { kind: "user", userId: one.id, ...atOnce })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("last admin"),
    });
  });

  it("does not take the last admin away, whatever happened since it was approved", async () => {
    const [one, two] = [await makeAdmin(), await makeAdmin()];
    await onlyAdmins(one.id, two.id);
    const { id } = await requestErasure({ actor: one }, { kind: "user", userId: two.id, ...atOnce });
    await settleErasure({ actor: two }, { erasureId: id, approve: true, note: "" });
    await changeUser({ actor: two }, { userId: one.id, isAdmin: false });
    expect(await workErasures(system)).toBe(false);
    expect(await statusOf(id)).toBe("approved");
    expect(await database.user.findUniqueOrThrow({ where: { id: two.id } })).toMatchObject({ isAdmin: true });
  });
});

describe("erasing somebody who works in another system", () => {
  it("takes the name and leaves the verdicts", async () => {
    const { useCaseId, asker, second, send } = await makeErasureWorld();
    const [itemId = ""] = await send(letter("a"));
    const name = `outsider-${newId().slice(-12)}`;
    const verdict = { externalId: "a", reviewer: name, outcome: "no", at: "2024-03-04T08:15:00.000Z" };
    await submitVerdicts(system, { useCaseId, verdicts: [verdict] });
    expect(await columnsWith(name)).toEqual(["external_reviewer.name"]);
    const what = { kind: "external_reviewer" as const, useCaseId, name, ...inTime };
    await expect(requestErasure({ actor: await makeReviewer(useCaseId, "auditor") }, what)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(requestErasure({ actor: asker }, { ...what, name: "nobody" })).rejects.toMatchObject({
      code: "not_found",
    });
    const id = await erase(asker, second, what);
    expect(await statusOf(id)).toBe("done");
    expect(await columnsWith(name)).toEqual([]);
    expect(await database.externalReviewer.findMany({ where: { useCaseId } })).toMatchObject([
      { name: expect.stringMatching(/^erased-[0-9a-f]{12}$/) },
    ]);
    expect(await database.item.findUniqueOrThrow({ where: { id: itemId } })).toMatchObject({ outcome: "no" });
    expect((await eventsAbout(id)).map(({ type }) => type)).toEqual([
      "erasure.requested",
      "erasure.approved",
      "erasure.done",
    ]);
  });
});
