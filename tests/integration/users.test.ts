import { parseOptions } from "@node-rs/argon2";
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { findSessionActor } from "@/lib/access/actor-query";
import { authenticateKey } from "@/lib/access/authenticate-key";
import { changeOwnPassword } from "@/lib/access/change-own-password";
import { changeUser } from "@/lib/access/change-user";
import { createUser } from "@/lib/access/create-user";
import { resetPassword } from "@/lib/access/reset-password";
import { setRoles } from "@/lib/access/set-roles";
import { signIn } from "@/lib/access/sign-in";
import { listUsers } from "@/lib/access/user-query";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeUseCase } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { system } from "@/tests/support/supplied-use-case";

const password = "correct horse battery";
let useCaseId: string;
let refusedActors: Actor[];

beforeAll(async () => {
  useCaseId = (await makeUseCase()).id;
  const roles = ["reviewer", "adjudicator", "manager", "auditor"] as const;
  const member = await makePerson({ memberships: [{ useCaseId, roles: [...roles] }] });
  refusedActors = [await actorOf(member.id), await authenticateKey(`Bearer ${(await makeKey()).key}`)];
});

const typesAbout = async (id: string) => (await eventsAbout(id)).map((event) => event.type);
const versionOf = async (id: string) => (await database.user.findUniqueOrThrow({ where: { id } })).sessionVersion;
const newPerson = () => ({
  email: `${newId()}@example.org`,
  name: "Somebody New",
  password,
  isAdmin: false,
  isSimulated: false,
  memberships: [],
});

describe("creating a user", () => {
  it("stores argon2id with at least 46 MiB, one pass, one lane, and tells the audit log without names", async () => {
    const person = { ...newPerson(), memberships: [{ useCaseId, roles: ["reviewer" as const] }] };
    const { id } = await createUser(system, person);
    const stored = await database.user.findUniqueOrThrow({ where: { id } });
    const cost = parseOptions(stored.passwordHash ?? "");
    expect(stored.passwordHash).toMatch(/^\$argon2id\$/);
    expect(cost.memoryCost).toBeGreaterThanOrEqual(46 * 1024);
    expect(cost).toMatchObject({ timeCost: 1, parallelism: 1 });
    const events = await eventsAbout(id);
    expect(events.map((event) => event.type)).toEqual(["user.created", "user.roles_set"]);
    const written = JSON.stringify(events);
    for (const secret of [person.email, person.name, password, "argon2"]) expect(written).not.toContain(secret);
  });

  it("keeps one user per address, whatever its case, also when two are created at once", async () => {
    const person = newPerson();
    const attempts = await Promise.allSettled(
      [person.email, person.email.toUpperCase(), ` ${person.email} `].map((email) =>
        createUser(system, { ...person, email }),
      ),
    );
    expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(1);
    const refused = attempts.find((attempt) => attempt.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "conflict", problems: [{ path: "email" }] });
    expect(await database.user.count({ where: { email: person.email } })).toBe(1);
  });

  it.each([
    [{ email: "nobody" }, "email"],
    [{ email: { contains: "" } }, "email"],
    [{ name: " " }, "name"],
    [{ password: "short" }, "password"],
    [{ memberships: [{ useCaseId: newId(), roles: ["reviewer"] }] }, "memberships"],
    [{ memberships: [{ useCaseId: "x", roles: ["owner"] }] }, "memberships.0.useCaseId"],
    [{ role: "admin" }, "role"],
    [JSON.parse('{"__proto__": {"isAdmin": true}}'), "__proto__"],
  ])("refuses %j", async (odd, path) => {
    const before = await database.user.count();
    const input = Object.defineProperties(newPerson(), Object.getOwnPropertyDescriptors(odd));
    await expect(createUser(system, input)).rejects.toMatchObject({
      code: "invalid_input",
      problems: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(await database.user.count()).toBe(before);
  });
});

describe("roles", () => {
  it("are set as a whole; a cut one ends the sessions, a new one does not", async () => {
    const { id } = await makePerson({ memberships: [{ useCaseId, roles: ["reviewer"] }] });
    const before = await versionOf(id);
    await setRoles(system, { userId: id, memberships: [{ useCaseId, roles: ["reviewer", "manager"] }] });
    expect(await versionOf(id)).toBe(before);
    expect([...((await actorOf(id)).roles.get(useCaseId) ?? [])].toSorted()).toEqual(["manager", "reviewer"]);
    await setRoles(system, { userId: id, memberships: [{ useCaseId, roles: ["manager"] }] });
    expect(await versionOf(id)).toBe(before + 1);
    await setRoles(system, { userId: id, memberships: [] });
    expect((await actorOf(id)).roles.size).toBe(0);
    expect(await typesAbout(id)).toEqual(["user.created", ...Array(4).fill("user.roles_set")]);
  });

  it("stay as they are, without an event, where nothing changes", async () => {
    const { id } = await makePerson({ memberships: [{ useCaseId, roles: ["auditor"] }] });
    await setRoles(system, { userId: id, memberships: [{ useCaseId, roles: ["auditor", "auditor"] }] });
    expect(await typesAbout(id)).toEqual(["user.created", "user.roles_set"]);
  });

  it("of nobody are not found", async () => {
    await expect(setRoles(system, { userId: newId(), memberships: [] })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("changing a user", () => {
  it("renames without ending sessions, disables with", async () => {
    const { id } = await makePerson({ password });
    const before = await versionOf(id);
    await changeUser(system, { userId: id, name: "Renamed" });
    expect(await versionOf(id)).toBe(before);
    await changeUser(system, { userId: id, disabled: true });
    expect(await versionOf(id)).toBe(before + 1);
    await changeUser(system, { userId: id, disabled: true });
    await changeUser(system, { userId: id, disabled: false });
    expect(await typesAbout(id)).toEqual(["user.created", "user.changed", "user.changed", "user.changed"]);
  });

  it("never takes the last enabled admin away", async () => {
    await database.user.updateMany({ data: { isAdmin: false } });
    const { id } = await makePerson({ isAdmin: true });
    await makePerson({ isAdmin: true, isSimulated: true });
    const disabled = await makePerson({ isAdmin: true });
    await changeUser(system, { userId: disabled.id, disabled: true });
    for (const change of [{ isAdmin: false }, { disabled: true }]) {
      await expect(changeUser(system, { userId: id, ...change })).rejects.toMatchObject({ code: "conflict" });
    }
    await changeUser(system, { userId: disabled.id, disabled: false });
    await changeUser(system, { userId: id, isAdmin: false });
    expect((await actorOf(id)).isAdmin).toBe(false);
  });

  it("leaves one admin where two take the right from each other at once", async () => {
    for (let round = 0; round < 5; round++) {
      await database.user.updateMany({ data: { isAdmin: false } });
      const [one, two] = [await makePerson({ isAdmin: true }), await makePerson({ isAdmin: true })];
      const [first, second] = [await actorOf(one.id), await actorOf(two.id)];
      const attempts = await Promise.allSettled([
        changeUser({ actor: first }, { userId: two.id, isAdmin: false }),
        changeUser({ actor: second }, { userId: one.id, disabled: true }),
      ]);
      expect(attempts.map((attempt) => attempt.status).toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(await database.user.count({ where: { isAdmin: true, disabledAt: null, isSimulated: false } })).toBe(1);
    }
  });

  it("takes no field that it does not know", async () => {
    const { id } = await makePerson();
    for (const odd of [{ role: "admin" }, { passwordHash: "x" }, { sessionVersion: 0 }, { email: "a@example.org" }]) {
      await expect(changeUser(system, { userId: id, ...odd })).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect(await typesAbout(id)).toEqual(["user.created"]);
  });
});

describe("passwords", () => {
  it("are reset by an admin, not their own, and end the sessions", async () => {
    const [admin, other] = [await makePerson({ isAdmin: true, password }), await makePerson({ password })];
    const before = await versionOf(other.id);
    const context = { actor: await actorOf(admin.id) };
    await resetPassword(context, { userId: other.id, password: "another password" });
    expect(await versionOf(other.id)).toBe(before + 1);
    const client = newId();
    await expect(signIn({ email: other.email, password, client })).rejects.toMatchObject({ code: "not_signed_in" });
    await expect(signIn({ email: other.email, password: "another password", client })).resolves.toMatchObject({
      userId: other.id,
      sessionVersion: before + 1,
    });
    await expect(resetPassword(context, { userId: admin.id, password })).rejects.toMatchObject({ code: "conflict" });
    expect(await typesAbout(other.id)).toEqual(["user.created", "user.password_set"]);
  });

  it("are never given to simulated reviewers", async () => {
    const { id } = await makePerson({ isSimulated: true });
    await expect(resetPassword(system, { userId: id, password })).rejects.toMatchObject({ code: "conflict" });
  });

  it("of one's own need the current one, and end all earlier sessions", async () => {
    const { id } = await makePerson({ password });
    const actor = await actorOf(id);
    const before = await versionOf(id);
    await expect(
      changeOwnPassword({ actor }, { currentPassword: "not the one", password: "a new password" }),
    ).rejects.toMatchObject({ code: "invalid_input", problems: [{ path: "currentPassword" }] });
    expect(await versionOf(id)).toBe(before);
    const changed = await changeOwnPassword({ actor }, { currentPassword: password, password: "a new password" });
    expect(changed).toEqual({ sessionVersion: before + 1 });
    expect(await findSessionActor({ userId: id, sessionVersion: before, auth: "password" })).toBeNull();
    expect(await typesAbout(id)).toEqual(["user.created", "user.password_set"]);
  });

  it("of one's own cannot be guessed through an open session", async () => {
    const { id } = await makePerson({ password });
    const actor = await actorOf(id);
    const guess = (currentPassword: string) =>
      changeOwnPassword({ actor }, { currentPassword, password: "a new password" }).catch((error) => error.code);
    for (let tried = 0; tried < 10; tried++) expect(await guess(`guess ${tried}`)).toBe("invalid_input");
    expect(await guess(password)).toBe("too_many_requests");
  });

  it("are not there for whoever signs in elsewhere, nor for keys", async () => {
    const { id } = await makePerson();
    const input = { currentPassword: "anything", password: "a new password" };
    await expect(changeOwnPassword({ actor: await actorOf(id) }, input)).rejects.toMatchObject({ code: "conflict" });
    const [, key] = refusedActors;
    if (key === undefined) throw new Error("There is no key.");
    await expect(changeOwnPassword({ actor: key }, input)).rejects.toMatchObject({ code: "missing_scope" });
  });
});

describe("the list of users", () => {
  it("pages by address and filters, and shows no hash", async () => {
    const marker = newId();
    for (const number of [1, 2, 3]) {
      await createUser(system, { ...newPerson(), email: `${number}-${marker}@example.org`, name: `100% ${marker}` });
    }
    const admin = await actorOf((await makePerson({ isAdmin: true })).id);
    const { users, nextAfter } = await listUsers(admin, { q: `100% ${marker}` });
    expect(users.map((user) => user.email.slice(0, 1))).toEqual(["1", "2", "3"]);
    expect(nextAfter).toBeNull();
    expect(JSON.stringify(users)).not.toContain("argon2");
    const rest = await listUsers(admin, { q: marker, after: `1-${marker}@example.org` });
    expect(rest.users).toHaveLength(2);
    expect((await listUsers(admin, { q: `1__% ${marker}` })).users).toEqual([]);
    expect((await listUsers(admin, { role: "manager", q: marker })).users).toEqual([]);
    expect((await listUsers(admin, { state: "disabled", q: marker })).users).toEqual([]);
  });
});

describe("people without the right, and keys", () => {
  it.each([
    ["create users", (actor: Actor) => createUser({ actor }, newPerson())],
    ["set roles", (actor: Actor) => setRoles({ actor }, { userId: newId(), memberships: [] })],
    ["change users", (actor: Actor) => changeUser({ actor }, { userId: newId(), isAdmin: true })],
    ["reset passwords", (actor: Actor) => resetPassword({ actor }, { userId: newId(), password })],
    ["list users", (actor: Actor) => listUsers(actor, {})],
  ] as const)("cannot %s", async (_what, attempt) => {
    // That they were refused is on record; nothing else is.
    const changes = { where: { type: { not: "access.refused" } } };
    const [users, events] = [await database.user.count(), await database.auditEvent.count(changes)];
    for (const actor of refusedActors) {
      await expect(attempt(actor)).rejects.toMatchObject({
        code: actor.kind === "user" ? "forbidden" : "missing_scope",
        status: 403,
      });
    }
    expect(await database.user.count()).toBe(users);
    expect(await database.auditEvent.count(changes)).toBe(events);
  });

  it("cannot make themselves admin or give themselves roles", async () => {
    const [member] = refusedActors;
    if (member?.kind !== "user") throw new Error("There is no person.");
    const attempts = [
      () => changeUser({ actor: member }, { userId: member.id, isAdmin: true }),
      () => setRoles({ actor: member }, { userId: member.id, memberships: [{ useCaseId, roles: ["manager"] }] }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
  });
});
