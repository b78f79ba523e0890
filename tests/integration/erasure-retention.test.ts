import { afterEach, describe, expect, it } from "vitest";
import { liftHold } from "@/lib/erasure/lift-hold";
import { countErasable, findRetention } from "@/lib/erasure/retention-query";
import { setHold } from "@/lib/erasure/set-hold";
import { setRetention } from "@/lib/erasure/set-retention";
import { workRetention } from "@/lib/erasure/work-erasures";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { makeErasureWorld } from "@/tests/support/erasure-world";
import { makeReviewer } from "@/tests/support/item-fixture";
import { eventsOf } from "@/tests/support/overlap-world";
import { actorOf, makePerson } from "@/tests/support/people";
import { letter, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

function on(day: string): void {
  clock.now = () => new Date(`${day}T12:00:00Z`);
}

const erasedIn = async (useCaseId: string) =>
  (await database.item.findMany({ where: { useCaseId, erasedAt: { not: null } }, orderBy: { id: "asc" } })).map(
    ({ externalId }) => externalId,
  );

async function work(): Promise<void> {
  while (await workRetention(system));
}

describe("retention", () => {
  it("erases what has been kept for the longest time, month by month, and nothing before", async () => {
    on("2027-01-31");
    const { useCaseId, send } = await makeErasureWorld();
    const [old = ""] = await send(letter("january"));
    on("2027-03-10");
    await send(letter("march"));
    on("2028-01-30");
    await work();
    expect(await erasedIn(useCaseId)).toEqual([]);
    await setRetention(system, { useCaseId, keepMonths: 6, eraseMonths: 12 });
    await work();
    expect(await erasedIn(useCaseId)).toEqual([]);
    on("2028-02-01");
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    expect(await countErasable(admin, { useCaseId, eraseMonths: 12 })).toBe(1);
    expect(await countErasable(admin, { useCaseId, eraseMonths: 10 })).toBe(2);
    await work();
    expect(await erasedIn(useCaseId)).toEqual(["january"]);
    expect((await eventsOf(old)).find(({ type }) => type === "item.erased")).toMatchObject({
      actor: { kind: "system" },
      detail: { basis: "retention" },
    });
    const { erasedBefore } = await database.useCase.findUniqueOrThrow({ where: { id: useCaseId } });
    expect(erasedBefore?.toISOString().slice(0, 10)).toBe("2027-02-01");
    on("2028-03-11");
    await work();
    expect(await erasedIn(useCaseId)).toEqual(["january", "march"]);
    expect(await workRetention(system)).toBe(false);
  });

  it("waits while a hold stands, and goes on after it", async () => {
    on("2027-01-31");
    const { useCaseId, send, asker } = await makeErasureWorld();
    await send(letter("a"));
    await setRetention(system, { useCaseId, keepMonths: 6, eraseMonths: 6 });
    await setHold({ actor: asker }, { useCaseId, reason: "Court case 12" });
    on("2028-01-30");
    await work();
    expect(await erasedIn(useCaseId)).toEqual([]);
    expect(await findRetention(asker, useCaseId)).toEqual({
      keepMonths: 6,
      eraseMonths: 6,
      hold: { at: "2027-01-31T12:00:00.000Z", by: asker.name, reason: "Court case 12" },
      mayChange: false,
      mayHold: true,
      mayLift: false,
    });
    await liftHold(system, { useCaseId });
    await work();
    expect(await erasedIn(useCaseId)).toEqual(["a"]);
  });

  it("erases each item once, in batches, however many workers there are", async () => {
    on("2027-01-31");
    const { useCaseId, send } = await makeErasureWorld();
    await send(...Array.from({ length: 450 }, (_, at) => letter(`${at}`)));
    await setRetention(system, { useCaseId, keepMonths: 6, eraseMonths: 6 });
    on("2027-08-01");
    await Promise.all([work(), work()]);
    expect(await erasedIn(useCaseId)).toHaveLength(450);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.erased" } })).toBe(450);
  });

  it("is told to whoever sees the use case, and counted for admins only", async () => {
    const { useCaseId, asker } = await makeErasureWorld();
    const reviewer = await makeReviewer(useCaseId);
    expect(await findRetention(reviewer, useCaseId)).toMatchObject({ keepMonths: 6, eraseMonths: null, hold: null });
    await expect(countErasable(asker, { useCaseId, eraseMonths: 6 })).rejects.toMatchObject({ code: "forbidden" });
  });
});
