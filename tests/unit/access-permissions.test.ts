import { describe, expect, it } from "vitest";
import { type Actor, type Scope, scopes, systemActor } from "@/lib/access/actor";
import { authorize, may, useCasesWith } from "@/lib/access/authorize";
import { type PermissionName, permissions } from "@/lib/access/permissions";
import type { Role } from "@/lib/platform/generated/prisma/enums";

const here = "0197a000-0000-7000-8000-000000000001";
const elsewhere = "0197a000-0000-7000-8000-000000000002";

/** Written by hand, apart from the code: who may, by role (r, a, m, u = auditor), as admin (A), and the key's scope. */
const expected: Record<PermissionName, { people: string; scope: Scope | null }> = {
  "use-case.read": { people: "ramuA", scope: "items:read" },
  "use-case.define": { people: "A", scope: "use-cases:write" },
  "model.create": { people: "mA", scope: "models:write" },
  "model.clean": { people: "A", scope: null },
  "policy.read": { people: "muA", scope: "items:read" },
  "policy.change": { people: "mA", scope: "policies:write" },
  "policy.expire": { people: "A", scope: null },
  "ramp.advance": { people: "A", scope: null },
  "halt.set": { people: "mA", scope: "policies:write" },
  "halt.lift": { people: "mA", scope: "policies:write" },
  "policy.settle": { people: "mA", scope: null },
  "item.submit": { people: "A", scope: "items:write" },
  "item.read": { people: "amuA", scope: "items:read" },
  "demo.send": { people: "mA", scope: null },
  "review.work": { people: "ra", scope: null },
  "decision.override": { people: "amA", scope: "verdicts:write" },
  "verdict.submit": { people: "mA", scope: "verdicts:write" },
  "disagreement.settle": { people: "a", scope: null },
  "guideline.settle": { people: "mA", scope: null },
  "review.assign": { people: "amA", scope: null },
  "reviewer.compare": { people: "mA", scope: null },
  "training-set.export": { people: "mA", scope: null },
  "review.settle": { people: "A", scope: null },
  "prediction.record": { people: "A", scope: null },
  "export.make": { people: "A", scope: null },
  "audit.read": { people: "uA", scope: "audit:read" },
  "audit-key.add": { people: "A", scope: null },
  "erasure.request": { people: "mA", scope: "items:write" },
  "erasure.settle": { people: "mA", scope: null },
  "erasure.work": { people: "A", scope: null },
  "retention.set": { people: "A", scope: null },
  "hold.set": { people: "mA", scope: null },
  "user.manage": { people: "A", scope: null },
  "key.manage": { people: "A", scope: null },
  "webhook.manage": { people: "mA", scope: null },
  "webhook.deliver": { people: "A", scope: null },
  "account.own": { people: "ramuA-", scope: null },
  "sign-in.record": { people: "A", scope: null },
};

const names = Object.keys(permissions) as PermissionName[];
const letters: Record<Role, string> = { reviewer: "r", adjudicator: "a", manager: "m", auditor: "u" };

function person(roles: readonly Role[], isAdmin = false): Actor {
  const held = new Map(roles.length === 0 ? [] : [[here, new Set(roles)]]);
  return { kind: "user", id: elsewhere, name: "P", isAdmin, roles: held, auth: "password" };
}

function key(held: readonly Scope[]): Actor {
  return { kind: "api_key", id: elsewhere, name: "K", scopes: new Set(held), auth: "api_key" };
}

describe("the permission table", () => {
  it("holds exactly the permissions that this test knows", () => {
    expect(names.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  describe.each(names)("%s", (name) => {
    const { people, scope } = expected[name];

    it.each(Object.entries(letters) as [Role, string][])("as %s", (role, letter) => {
      expect(may(person([role]), name, here)).toBe(people.includes(letter));
    });

    it("as admin, in any use case and in none", () => {
      for (const useCaseId of [here, elsewhere, null]) {
        expect(may(person([], true), name, useCaseId)).toBe(people.includes("A"));
      }
    });

    it("as nobody in particular", () => {
      expect(may(person([]), name, here)).toBe(people.includes("-"));
      expect(may(person([]), name, null)).toBe(people.includes("-"));
    });

    it("with all roles, but in another use case", () => {
      expect(may(person(Object.keys(letters) as Role[]), name, elsewhere)).toBe(people.includes("-"));
    });

    it("as a key with each scope", () => {
      for (const held of scopes) expect(may(key([held]), name, here)).toBe(held === scope);
      expect(may(key([]), name, here)).toBe(false);
    });

    it("as the installation itself", () => {
      expect(may(systemActor("test"), name, null)).toBe(true);
    });
  });
});

describe("authorize", () => {
  it("tells a person to ask for the role, and a key which scope it lacks", () => {
    expect(() => authorize(person(["auditor"]), "policy.change", here)).toThrowError(
      expect.objectContaining({ code: "forbidden", status: 403 }),
    );
    expect(() => authorize(key(["items:read"]), "item.submit", here)).toThrowError(
      expect.objectContaining({ code: "missing_scope", status: 403, message: expect.stringContaining("items:write") }),
    );
  });

  it("lets an auditor change nothing", () => {
    const granted = names.filter((name) => may(person(["auditor"]), name, here));
    expect(granted.toSorted()).toEqual(["account.own", "audit.read", "item.read", "policy.read", "use-case.read"]);
  });
});

describe("useCasesWith", () => {
  it("names the use cases of a person, and says all for admins and keys", () => {
    expect(useCasesWith(person(["manager"]), "policy.change")).toEqual([here]);
    expect(useCasesWith(person(["reviewer"]), "policy.change")).toEqual([]);
    expect(useCasesWith(person([], true), "policy.change")).toBe("all");
    expect(useCasesWith(key(["items:read"]), "item.read")).toBe("all");
    expect(useCasesWith(key(["items:write"]), "item.read")).toEqual([]);
  });

  it("gives an admin the desk only where they are a reviewer too", () => {
    expect(useCasesWith(person([], true), "review.work")).toEqual([]);
    expect(useCasesWith(person(["reviewer"], true), "review.work")).toEqual([here]);
  });
});
