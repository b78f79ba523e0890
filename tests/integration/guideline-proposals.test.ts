import { describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { declineProposal } from "@/lib/use-cases/decline-proposal";
import { listGuidelineProposals } from "@/lib/use-cases/guideline-proposal-query";
import { proposeGuideline } from "@/lib/use-cases/propose-guideline";
import { takeProposal } from "@/lib/use-cases/take-proposal";
import { findUseCase } from "@/lib/use-cases/use-case-query";
import { makeReviewer, makeUseCase, queueItems } from "@/tests/support/item-fixture";

async function setOut() {
  const useCase = await makeUseCase();
  const author = await makeReviewer(useCase.id, "adjudicator");
  const [item] = await queueItems(useCase.id);
  const itemId = item?.itemId ?? "";
  const propose = async (text: string) => {
    const proposal = { useCase, itemId, authorId: author.id, text, now: new Date() };
    await database.$transaction((tx) => proposeGuideline(tx, proposal));
    return (await listGuidelineProposals(useCase.id)).find((one) => one.text === text)?.id ?? "";
  };
  const manager = await makeReviewer(useCase.id, "manager");
  const admin = { ...(await makeReviewer(useCase.id, "auditor")), isAdmin: true };
  return { useCaseId: useCase.id, author, propose, manager, admin };
}

const lastEvents = async (useCaseId: string, count: number) => {
  const where = { subjectType: "use_case", subjectId: useCaseId };
  const events = await database.auditEvent.findMany({ where, orderBy: { subjectSeq: "desc" }, take: count });
  return events.reverse().map(({ type, envelope }) => ({ type, ...JSON.parse(Buffer.from(envelope).toString()) }));
};

describe("proposals for the guideline", () => {
  it("are taken up as a new definition, in one go and once", async () => {
    const { useCaseId, propose, admin, manager, author } = await setOut();
    const proposalId = await propose("Look three times.");
    const before = await findUseCase(useCaseId);
    const definitionVersion = before?.definitionVersion ?? 0;
    const take = { useCaseId, proposalId, guideline: "# How to decide\n\nLook three times.", definitionVersion };
    await expect(takeProposal({ actor: manager }, take)).rejects.toMatchObject({ status: 403 });
    await expect(takeProposal({ actor: author }, take)).rejects.toMatchObject({ status: 403 });
    await expect(
      takeProposal({ actor: admin }, { ...take, guideline: before?.definition.guideline ?? "" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
    await takeProposal({ actor: admin }, take);
    const after = await findUseCase(useCaseId);
    expect(after).toMatchObject({
      definitionVersion: definitionVersion + 1,
      definition: { guideline: take.guideline },
    });
    expect(await listGuidelineProposals(useCaseId)).toEqual([]);
    expect(await lastEvents(useCaseId, 2)).toMatchObject([
      { type: "use_case.changed", detail: { definitionVersion: definitionVersion + 1, changes: ["guideline"] } },
      { type: "guideline.taken", detail: { proposal: proposalId } },
    ]);
    await expect(takeProposal({ actor: admin }, take)).rejects.toMatchObject({ code: "conflict" });
  });

  it("are declined by whoever keeps the guideline, and nobody else", async () => {
    const { useCaseId, propose, manager, author } = await setOut();
    const proposalId = await propose("Look away.");
    await expect(declineProposal({ actor: author }, { useCaseId, proposalId })).rejects.toMatchObject({ status: 403 });
    await declineProposal({ actor: manager }, { useCaseId, proposalId });
    expect(await lastEvents(useCaseId, 1)).toMatchObject([
      { type: "guideline.declined", detail: { proposal: proposalId } },
    ]);
    await expect(declineProposal({ actor: manager }, { useCaseId, proposalId })).rejects.toMatchObject({
      code: "conflict",
    });
    const other = await setOut();
    const foreign = { useCaseId: other.useCaseId, proposalId };
    await expect(declineProposal({ actor: other.manager }, foreign)).rejects.toMatchObject({ code: "not_found" });
  });
});
