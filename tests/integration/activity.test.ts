import { describe, expect, it } from "vitest";
import { hasActivitySince } from "@/lib/audit/activity-query";
import { makeReviewer } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

describe("what happened since a page was made", () => {
  it("is told for one's own use cases, and for no other", async () => {
    const { useCaseId } = await suppliedUseCase();
    const reviewer = await makeReviewer(useCaseId);
    const long = new Date(Date.now() - 60_000);
    expect(await hasActivitySince(reviewer, long)).toBe(true);
    expect(await hasActivitySince(reviewer, new Date(0))).toBe(true);
    expect(await hasActivitySince(reviewer, new Date(Date.now() + 60_000))).toBe(false);
    await submitAll(useCaseId, [letter("new")]);
    const stranger = await actorOf((await makePerson()).id);
    expect(await hasActivitySince(stranger, long)).toBe(false);
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    expect(await hasActivitySince(admin, long)).toBe(true);
  });
});
