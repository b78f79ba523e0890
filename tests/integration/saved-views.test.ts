import { describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { removeView } from "@/lib/disagreements/remove-view";
import { renameView } from "@/lib/disagreements/rename-view";
import { saveView } from "@/lib/disagreements/save-view";
import { listSavedViews } from "@/lib/disagreements/saved-view-query";
import { database } from "@/lib/platform/database";
import { makeReviewer, makeUseCase } from "@/tests/support/item-fixture";

const typesOf = async (userId: string) => {
  const events = await database.auditEvent.findMany({ where: { subjectId: userId }, orderBy: { subjectSeq: "asc" } });
  return events.map(({ type }) => type);
};

describe("saved views", () => {
  it("are kept, renamed and removed by whoever they belong to, each on record", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId, "adjudicator");
    const { id } = await saveView({ actor }, { name: " Dear ones ", query: "cost=20&after=x&evil=1&kind=model_human" });
    expect(await listSavedViews(actor)).toEqual([{ id, name: "Dear ones", query: "kind=model_human&cost=20" }]);
    expect(await saveView({ actor }, { name: "Dear ones", query: "cost=4" })).toEqual({ id });
    await renameView({ actor }, { id, name: "Cheap ones" });
    expect(await listSavedViews(actor)).toEqual([{ id, name: "Cheap ones", query: "cost=4" }]);
    const other = await makeReviewer(useCaseId, "adjudicator");
    await expect(renameView({ actor: other }, { id, name: "Mine" })).rejects.toMatchObject({ code: "not_found" });
    await removeView({ actor: other }, { id });
    expect(await listSavedViews(actor)).toHaveLength(1);
    expect(await listSavedViews(other)).toEqual([]);
    await removeView({ actor }, { id });
    await removeView({ actor }, { id });
    expect(await listSavedViews(actor)).toEqual([]);
    expect(await typesOf(actor.id)).toEqual(["view.saved", "view.saved", "view.renamed", "view.removed"]);
    expect(await typesOf(other.id)).toEqual([]);
  });

  it("are people's alone, have names of their own, and an end", async () => {
    const { id: useCaseId } = await makeUseCase();
    const actor = await makeReviewer(useCaseId, "adjudicator");
    await expect(saveView({ actor }, { name: " ", query: "" })).rejects.toMatchObject({ code: "invalid_input" });
    const one = await saveView({ actor }, { name: "One", query: "kind=human_human" });
    await saveView({ actor }, { name: "Two", query: "kind=model_human" });
    await expect(renameView({ actor }, { id: one.id, name: "Two" })).rejects.toMatchObject({ code: "conflict" });
    for (let index = 2; index < 30; index++) await saveView({ actor }, { name: `View ${index}`, query: "" });
    await expect(saveView({ actor }, { name: "One more", query: "" })).rejects.toMatchObject({ code: "conflict" });
    const worker = { actor: systemActor("test") };
    await expect(saveView(worker, { name: "A", query: "" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(renameView(worker, { id: one.id, name: "A" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeView(worker, { id: one.id })).rejects.toMatchObject({ code: "forbidden" });
  });
});
