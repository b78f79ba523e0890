import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { findSessionActor } from "@/lib/access/actor-query";
import { changeUser } from "@/lib/access/change-user";
import { recordSignIn } from "@/lib/access/record-sign-in";
import { resetPassword } from "@/lib/access/reset-password";
import { setRoles } from "@/lib/access/set-roles";
import { signIn } from "@/lib/access/sign-in";
import { signInByOidc } from "@/lib/access/sign-in-by-oidc";
import { clock, newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { makeUseCase } from "@/tests/support/item-fixture";
import { actorOf, makePerson } from "@/tests/support/people";
import { system } from "@/tests/support/supplied-use-case";

const password = "correct horse battery";
const realNow = clock.now;

afterEach(() => {
  clock.now = realNow;
});

const at = (time: string) => {
  clock.now = () => new Date(time);
};

/** What a sign-in says: its error's code, or "in". */
const outcome = (email: string, typed: string, client: string = newId()) =>
  signIn({ email, password: typed, client }).then(
    () => "in",
    (error) => error.code,
  );

async function signInEvents(userId: string | null): Promise<[string, string | undefined][]> {
  const rows = await database.auditEvent.findMany({ where: { subjectType: "sign_in" }, orderBy: { id: "asc" } });
  const envelopes = rows.map((row) => JSON.parse(Buffer.from(row.envelope).toString("utf8")));
  return envelopes
    .filter((envelope) => envelope.detail.user === userId)
    .map((envelope) => [envelope.type, envelope.reason_code]);
}

describe("signing in by password", () => {
  it("takes the address in any case, answers with the session's claims and tells the audit log", async () => {
    const { id, email } = await makePerson({ password });
    const claims = await signIn({ email: ` ${email.toUpperCase()}`, password, client: newId() });
    expect(claims).toEqual({ userId: id, sessionVersion: 1, auth: "password" });
    expect(await findSessionActor(claims)).toMatchObject({ id, auth: "password" });
    expect(await signInEvents(id)).toEqual([["sign_in.succeeded", undefined]]);
  });

  it("refuses a wrong password, an unknown address and a disabled user with one and the same answer", async () => {
    const known = await makePerson({ password });
    const disabled = await makePerson({ password });
    const passwordless = await makePerson();
    await changeUser(system, { userId: disabled.id, disabled: true });
    const attempts = [
      signIn({ email: known.email, password: "wrong", client: newId() }),
      signIn({ email: `${newId()}@example.org`, password, client: newId() }),
      signIn({ email: disabled.email, password, client: newId() }),
      signIn({ email: passwordless.email, password: "", client: newId() }),
    ];
    const errors = await Promise.all(attempts.map((attempt) => attempt.catch((error) => error)));
    expect(new Set(errors.map((error) => JSON.stringify([error.code, error.message, error.problems]))).size).toBe(1);
    expect(errors[0]).toMatchObject({ code: "not_signed_in", status: 401 });
    expect(await signInEvents(known.id)).toEqual([["sign_in.refused", "wrong_credentials"]]);
    expect(await signInEvents(disabled.id)).toEqual([["sign_in.refused", "disabled"]]);
  });

  it("takes as long for an unknown address as for a known one", async () => {
    const { email } = await makePerson({ password });
    const timed = async (address: string) => {
      const start = performance.now();
      await outcome(address, "wrong");
      return performance.now() - start;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    await timed(`${newId()}@example.org`);
    // Known addresses have ten guesses; one pair after the other, so that whatever slows the machine slows both.
    for (let pair = 0; pair < 9; pair++) {
      times.known.push(await timed(email));
      times.unknown.push(await timed(`${newId()}@example.org`));
    }
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[4] ?? Number.NaN;
    const ratio = median(times.unknown) / median(times.known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it("keeps neither addresses nor passwords in the audit log and in the counts", async () => {
    const email = `${newId()}@example.org`;
    await outcome(email, "my secret password");
    const envelopes = await database.auditEvent.findMany({ where: { subjectType: "sign_in" } });
    const written = envelopes.map((row) => Buffer.from(row.envelope).toString("utf8")).join();
    expect(written).not.toContain(email);
    expect(written).not.toContain("my secret password");
    const subject = createHash("sha256").update(`account:${email}`).digest();
    expect(await database.signInWindow.count({ where: { subject } })).toBe(1);
  });
});

describe("guessing", () => {
  it("is over after ten wrong passwords in a quarter of an hour, even with the right one", async () => {
    at("2026-03-01T12:03:20.000Z");
    const { id, email } = await makePerson({ password });
    for (let guess = 0; guess < 10; guess++) expect(await outcome(email, `guess ${guess}`)).toBe("not_signed_in");
    const error = await signIn({ email, password, client: newId() }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "too_many_requests", status: 429, retryAfter: 11 * 60 + 40 });
    expect(await outcome(email, password)).toBe("too_many_requests");
    // One event says that the brake took hold; what is refused after it writes none.
    const reasons = (await signInEvents(id)).map(([, reason]) => reason);
    expect(reasons.toSorted()).toEqual(["too_many_attempts", ...Array(10).fill("wrong_credentials")]);
    at("2026-03-01T12:15:00.000Z");
    expect(await outcome(email, password)).toBe("in");
  });

  it("is counted alike for addresses that nobody has", async () => {
    const email = `${newId()}@example.org`;
    for (let guess = 0; guess < 10; guess++) expect(await outcome(email, "guess")).toBe("not_signed_in");
    expect(await outcome(email, "guess")).toBe("too_many_requests");
  });

  it("is not sped up by guessing at once", async () => {
    const { email } = await makePerson({ password });
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, guess) => outcome(email, `guess ${guess}`)));
    expect(outcomes.filter((one) => one === "not_signed_in")).toHaveLength(10);
    expect(outcomes.filter((one) => one === "too_many_requests")).toHaveLength(20);
  });

  it("is forgotten after a sign-in", async () => {
    const { email } = await makePerson({ password });
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 9; guess++) expect(await outcome(email, "guess")).toBe("not_signed_in");
      expect(await outcome(email, password)).toBe("in");
    }
  });

  it("is counted per client too, over all addresses; signing in does not count", async () => {
    at("2026-03-01T12:00:00.000Z");
    const client = "192.0.2.77";
    const { email } = await makePerson({ password });
    const subject = createHash("sha256").update(`client:${client}`).digest();
    expect(await outcome(email, password, client)).toBe("in");
    await database.signInWindow.update({
      where: { subject_window: { subject, window: clock.now() } },
      data: { failures: 99 },
    });
    expect(await outcome(`${newId()}@example.org`, "guess", client)).toBe("not_signed_in");
    expect(await outcome(email, password, client)).toBe("too_many_requests");
    expect(await outcome(email, password, "192.0.2.78")).toBe("in");
  });

  it("leaves no counts behind after a day", async () => {
    at("2026-03-02T12:00:00.000Z");
    await outcome(`${newId()}@example.org`, "guess");
    at("2026-03-03T12:20:00.000Z");
    await outcome(`${newId()}@example.org`, "guess");
    expect(await database.signInWindow.count({ where: { window: { lt: new Date("2026-03-03") } } })).toBe(0);
  });
});

describe("signing in by OpenID Connect", () => {
  it("finds the user by their verified address", async () => {
    const { id, email } = await makePerson({ password });
    for (const email_verified of [true, "true"]) {
      const claims = await signInByOidc({ sub: "1", email: email.toUpperCase(), email_verified });
      expect(claims).toEqual({ userId: id, sessionVersion: 1, auth: "oidc" });
    }
    expect(await signInEvents(id)).toEqual([
      ["sign_in.succeeded", undefined],
      ["sign_in.succeeded", undefined],
    ]);
  });

  it("creates whoever is new, without any role and without a password; once, also when they come twice", async () => {
    const email = `${newId()}@example.org`;
    const sessions = await Promise.all(
      [1, 2, 3].map(() => signInByOidc({ sub: "2", email, email_verified: true, name: "New Person" })),
    );
    const user = await database.user.findUniqueOrThrow({ where: { email }, include: { memberships: true } });
    expect(sessions.map((claims) => claims?.userId)).toEqual([user.id, user.id, user.id]);
    expect(user).toMatchObject({ name: "New Person", isAdmin: false, passwordHash: null, memberships: [] });
    expect((await actorOf(user.id)).roles.size).toBe(0);
  });

  it.each([
    ["no address", { sub: "3" }],
    ["an address that is not verified", { sub: "3", email: "new@example.org", email_verified: false }],
    ["an address of which it does not say so", { sub: "3", email: "new@example.org" }],
    ["no claims at all", undefined],
  ])("refuses %s", async (_what, claims) => {
    const before = await database.user.count();
    const refused = (await signInEvents(null)).filter(([, reason]) => reason === "address_not_verified").length;
    expect(await signInByOidc(claims)).toBeNull();
    expect(await database.user.count()).toBe(before);
    const after = (await signInEvents(null)).filter(([, reason]) => reason === "address_not_verified").length;
    expect(after).toBe(refused + 1);
  });

  it("refuses disabled users and simulated reviewers", async () => {
    const disabled = await makePerson();
    await changeUser(system, { userId: disabled.id, disabled: true });
    const simulated = await makePerson({ isSimulated: true });
    for (const { id, email } of [disabled, simulated]) {
      expect(await signInByOidc({ sub: "4", email, email_verified: true })).toBeNull();
      expect(await signInEvents(id)).toEqual([["sign_in.refused", "disabled"]]);
    }
  });
});

describe("a session", () => {
  it("ends with the very next request after a cut role, a new password, or being disabled", async () => {
    const { id: useCaseId } = await makeUseCase();
    const held = [{ useCaseId, roles: ["reviewer" as const, "manager" as const] }];
    const changes = [
      (userId: string) => setRoles(system, { userId, memberships: [{ useCaseId, roles: ["reviewer"] }] }),
      (userId: string) => resetPassword(system, { userId, password: "a new password" }),
      (userId: string) => changeUser(system, { userId, disabled: true }),
    ];
    for (const change of changes) {
      const { id, email } = await makePerson({ password, memberships: held });
      const claims = await signIn({ email, password, client: newId() });
      expect(await findSessionActor(claims)).not.toBeNull();
      await change(id);
      expect(await findSessionActor(claims)).toBeNull();
    }
  });

  it("of an admin ends when they are demoted", async () => {
    await makePerson({ isAdmin: true });
    const { id, email } = await makePerson({ password, isAdmin: true });
    const claims = await signIn({ email, password, client: newId() });
    await changeUser(system, { userId: id, isAdmin: false });
    expect(await findSessionActor(claims)).toBeNull();
  });

  it("has a new role at once", async () => {
    const { id: useCaseId } = await makeUseCase();
    const { id, email } = await makePerson({ password });
    const claims = await signIn({ email, password, client: newId() });
    await setRoles(system, { userId: id, memberships: [{ useCaseId, roles: ["manager"] }] });
    expect((await findSessionActor(claims))?.roles.get(useCaseId)).toEqual(new Set(["manager"]));
  });

  it("of nobody, and of a simulated reviewer, is none", async () => {
    const { id } = await makePerson({ isSimulated: true });
    expect(await findSessionActor({ userId: id, sessionVersion: 1, auth: "password" })).toBeNull();
    expect(await findSessionActor({ userId: newId(), sessionVersion: 1, auth: "password" })).toBeNull();
  });
});

describe("recording sign-ins", () => {
  it("is refused to everybody but the installation", async () => {
    const actor = await actorOf((await makePerson()).id);
    const input = { outcome: "succeeded", auth: "password", userId: actor.id } as const;
    await expect(recordSignIn({ actor }, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});
