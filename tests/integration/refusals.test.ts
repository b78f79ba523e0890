import { afterEach, describe, expect, it } from "vitest";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { changePolicy } from "@/lib/policies/change-policy";
import { call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { suppliedUseCase } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

async function refusalsOf(actorId: string) {
  const rows = await database.auditEvent.findMany({
    where: { actorId, type: "access.refused" },
    orderBy: { id: "asc" },
  });
  return rows.map(({ envelope }) => JSON.parse(Buffer.from(envelope).toString("utf8")));
}

describe("a refused action", () => {
  it("goes on record: who, which permission, in which use case", async () => {
    const { useCaseId, slug } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "auditor");
    const raise = changePolicy({ actor }, { useCaseId, changes: { mode: "shadow" }, reason: "because" });
    await expect(raise).rejects.toMatchObject({ code: "forbidden" });
    expect(await refusalsOf(actor.id)).toMatchObject([
      {
        type: "access.refused",
        actor: { kind: "user", id: actor.id },
        use_case: { id: useCaseId, slug },
        reason_code: "forbidden",
        detail: { permission: "policy.change" },
      },
    ]);
  });

  it("is told once a minute, however often it is tried and at how many use cases that are not there", async () => {
    const { useCaseId } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "auditor");
    const attempt = (id: string) =>
      changePolicy({ actor }, { useCaseId: id, changes: { mode: "shadow" }, reason: "because" }).catch(() => null);
    await Promise.all(Array.from({ length: 12 }, () => attempt(useCaseId)));
    for (let n = 0; n < 5; n++) await attempt(newId());
    expect((await refusalsOf(actor.id)).map(({ use_case }) => use_case?.id ?? null).sort()).toEqual(
      [useCaseId, null].sort(),
    );
    const later = new Date(realNow().getTime() + 61_000);
    clock.now = () => later;
    await attempt(useCaseId);
    const told = await refusalsOf(actor.id);
    expect(told).toHaveLength(3);
    expect(told[2]?.subject.seq).toBe(2);
  });

  it("of a key is told too, also where it only reads", async () => {
    const { key, id } = await makeKey(["items:write"]);
    const answer = await call(key, "GET", "/use-cases");
    expect(answer.status).toBe(403);
    expect(await refusalsOf(id)).toMatchObject([
      { actor: { kind: "api_key", id }, reason_code: "missing_scope", detail: { permission: "use-case.read" } },
    ]);
  });

  it("is none where it is allowed", async () => {
    const { useCaseId } = await suppliedUseCase();
    const actor = await makeReviewer(useCaseId, "manager");
    await changePolicy({ actor }, { useCaseId, changes: { mode: "shadow" }, reason: "because" });
    expect(await refusalsOf(actor.id)).toEqual([]);
  });
});
