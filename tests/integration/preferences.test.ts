import { describe, expect, it } from "vitest";
import { findPreferences } from "@/lib/access/preferences-query";
import { originalPreferences } from "@/lib/access/preferences-schema";
import { setPreferences } from "@/lib/access/set-preferences";
import { database } from "@/lib/platform/database";
import { eventsAbout } from "@/tests/support/audit-events";
import { actorOf, makePerson } from "@/tests/support/people";
import { system } from "@/tests/support/supplied-use-case";

describe("how a person likes to work", () => {
  it("is kept for them alone, and on record", async () => {
    const [one, two] = await Promise.all(
      [makePerson(), makePerson()].map(async (person) => actorOf((await person).id)),
    );
    if (one === undefined || two === undefined) throw new Error("Two people were made.");
    expect(await findPreferences(one)).toEqual(originalPreferences);
    const mine = { keys: { skip: "k" }, autoAdvance: false };
    expect(await setPreferences({ actor: one }, mine)).toEqual(mine);
    expect(await findPreferences(one)).toEqual(mine);
    expect(await findPreferences(two)).toEqual(originalPreferences);
    const last = (await eventsAbout(one.id)).at(-1);
    expect(last).toMatchObject({ type: "user.preferences_set", envelope: { detail: mine } });
  });

  it("refuses keys that two commands would have, and whoever is no person", async () => {
    const actor = await actorOf((await makePerson()).id);
    await expect(setPreferences({ actor }, { keys: { skip: "d" }, autoAdvance: true })).rejects.toMatchObject({
      code: "invalid_input",
      problems: [{ path: "keys.skip" }],
    });
    await expect(setPreferences(system, originalPreferences)).rejects.toMatchObject({ code: "forbidden" });
    expect(await findPreferences(actor)).toEqual(originalPreferences);
  });

  it("falls back to the original keys where what is stored does not fit any more", async () => {
    const { id } = await makePerson();
    await database.user.update({ where: { id }, data: { preferences: { keys: { gone: "k" } } } });
    expect(await findPreferences(await actorOf(id))).toEqual(originalPreferences);
  });
});
