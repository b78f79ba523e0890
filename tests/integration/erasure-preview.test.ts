import { describe, expect, it } from "vitest";
import { listErasureApprovals } from "@/lib/erasure/erasure-approvals-query";
import type { ErasureDraft } from "@/lib/erasure/erasure-draft-schema";
import { previewErasure } from "@/lib/erasure/erasure-preview-query";
import { findErasureStart } from "@/lib/erasure/erasure-start-query";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { setHold } from "@/lib/erasure/set-hold";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { atOnce, erase, inTime, makeErasureWorld } from "@/tests/support/erasure-world";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter } from "@/tests/support/supplied-use-case";

const { legalBasis } = atOnce;

async function makeWorld() {
  const world = await makeErasureWorld();
  const { useCaseId, asker } = world;
  const preview = (draft: Partial<ErasureDraft>) =>
    previewErasure(asker, { kind: "item", useCaseId, subject: "a", legalBasis, ...draft });
  return { ...world, preview };
}

const nothingThere = { code: "invalid_input", problems: [{ path: "subject" }] };

describe("what a request for erasure would mean", () => {
  it("is told for an item, and again when it is gone", async () => {
    const { preview, send, asker, second } = await makeWorld();
    const [itemId = ""] = await send(letter("a"));
    expect(await preview({ subject: " a " })).toEqual({
      subject: { kind: "item", itemId },
      what: "Item a",
      affects: 1,
      blockedBy: null,
      askable: true,
    });
    await expect(preview({ subject: "b" })).rejects.toMatchObject(nothingThere);
    await erase(asker, second, { kind: "item", itemId, ...atOnce });
    await expect(preview({})).rejects.toMatchObject(nothingThere);
  });

  it("counts the items of an entity, and leads to a request that is taken", async () => {
    const { preview, send, useCaseId, asker } = await makeWorld();
    await send(...["a", "b", "c"].map((id) => ({ ...letter(id), ...(id !== "c" && { entityKey: "customer-1" }) })));
    const shown = await preview({ kind: "entity", subject: "customer-1" });
    expect(shown).toMatchObject({ affects: 2, what: "All items of the entity customer-1", askable: true });
    expect(shown.subject).toEqual({ kind: "entity", useCaseId, entityKey: "customer-1" });
    expect(await requestErasure({ actor: asker }, { ...shown.subject, ...atOnce })).toMatchObject({
      status: "pending",
    });
    await expect(preview({ kind: "entity", subject: "customer-2" })).rejects.toMatchObject(nothingThere);
  });

  it("says what keeps it: the shortest time, for which not even the request is taken, and a hold", async () => {
    const { preview, send, useCaseId, asker } = await makeWorld();
    await send(letter("a"));
    const kept = await preview({ legalBasis: inTime.legalBasis });
    expect(kept).toMatchObject({ askable: false, blockedBy: expect.stringContaining("at least 6 months") });
    await expect(requestErasure({ actor: asker }, { ...kept.subject, ...inTime })).rejects.toMatchObject({
      message: kept.blockedBy,
    });
    await setHold({ actor: asker }, { useCaseId, reason: "Court case 5" });
    const held = await preview({});
    expect(held).toMatchObject({ askable: true, blockedBy: expect.stringContaining("Court case 5") });
  });

  it("is told for somebody who works in another system", async () => {
    const { preview, useCaseId } = await makeWorld();
    await database.externalReviewer.create({ data: { id: newId(), useCaseId, name: "Ann", createdAt: new Date() } });
    expect(await preview({ kind: "external_reviewer", subject: "Ann" })).toMatchObject({
      subject: { kind: "external_reviewer", useCaseId, name: "Ann" },
      affects: null,
    });
    await expect(preview({ kind: "external_reviewer", subject: "Bob" })).rejects.toMatchObject(nothingThere);
  });

  it("is told to those who may ask: of users only admins, of items managers of their use case", async () => {
    const { preview, send, useCaseId, asker } = await makeWorld();
    const [itemId = ""] = await send(letter("a"));
    const person = await makePerson();
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const draft: ErasureDraft = { kind: "user", useCaseId: null, subject: person.email, legalBasis };
    await expect(preview(draft)).rejects.toMatchObject({ code: "forbidden" });
    const shown = await previewErasure(admin, { ...draft, subject: person.email.toUpperCase() });
    expect(shown).toMatchObject({ subject: { kind: "user", userId: person.id }, affects: null });
    await expect(previewErasure(admin, { ...draft, subject: "no@one.example" })).rejects.toMatchObject(nothingThere);
    const other = (await makeErasureWorld()).asker;
    const auditor = await makeReviewer(useCaseId, "auditor");
    for (const actor of [other, auditor]) {
      const of = { kind: "item", useCaseId, subject: "a", legalBasis } as const;
      await expect(previewErasure(actor, of)).rejects.toMatchObject({ code: "forbidden" });
      expect(await findErasureStart(actor, { item: itemId })).toBeNull();
    }
    expect(await findErasureStart(asker, { item: itemId })).toEqual({ kind: "item", useCaseId, subject: "a" });
    expect(await findErasureStart(asker, { user: person.id })).toBeNull();
    expect(await findErasureStart(admin, { user: person.id })).toMatchObject({ kind: "user", subject: person.email });
  });
});

describe("requests that wait", () => {
  it("are shown on Home to those who can settle them, not to who asked or looks on", async () => {
    const { send, useCaseId, asker, second } = await makeWorld();
    const [itemId = ""] = await send(letter("a"));
    const { id } = await requestErasure({ actor: asker }, { kind: "item", itemId, ...atOnce });
    expect(await listErasureApprovals(second)).toMatchObject([{ id }]);
    for (const actor of [asker, await makeReviewer(useCaseId, "auditor"), (await makeErasureWorld()).asker]) {
      expect(await listErasureApprovals(actor)).toEqual([]);
    }
  });
});
