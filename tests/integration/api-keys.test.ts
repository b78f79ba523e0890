import { createHash } from "node:crypto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { authenticateKey } from "@/lib/access/authenticate-key";
import { createKey } from "@/lib/access/create-key";
import { listKeys } from "@/lib/access/key-query";
import { revokeKey } from "@/lib/access/revoke-key";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import type { AppError } from "@/lib/platform/errors";
import { call, makeKey } from "@/tests/support/api-client";
import { eventsAbout } from "@/tests/support/audit-events";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, suppliedUseCase, system } from "@/tests/support/supplied-use-case";

const realNow = clock.now;
let slug: string;
let useCaseId: string;

beforeAll(async () => {
  ({ slug, useCaseId } = await suppliedUseCase());
});

afterEach(() => {
  clock.now = realNow;
});

const at = (time: string) => {
  clock.now = () => new Date(time);
};

describe("creating and revoking keys", () => {
  it("keeps the SHA-256 of 256 random bits, and tells the audit log", async () => {
    const { id, key, prefix } = await createKey(system, { name: "Shop", scopes: ["items:write"] });
    expect(key).toMatch(/^cs_[A-Za-z0-9_-]{43}$/);
    const row = await database.apiKey.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(row.keySha256)).toEqual(createHash("sha256").update(key).digest());
    const stored = JSON.stringify([row, await eventsAbout(id)]);
    expect(stored).not.toContain(key.slice(prefix.length));
    await revokeKey(system, { keyId: id });
    await revokeKey(system, { keyId: id });
    expect((await eventsAbout(id)).map((event) => event.type)).toEqual(["key.created", "key.revoked"]);
  });

  it("is for admins: managers, auditors and keys are refused, and nothing is written", async () => {
    const manager = await makeReviewer(useCaseId, "manager", "auditor");
    const owner = await makeKey();
    const keyActor = await authenticateKey(`Bearer ${owner.key}`);
    const before = await database.apiKey.count();
    for (const actor of [manager, keyActor]) {
      const code = actor.kind === "user" ? "forbidden" : "missing_scope";
      const input = { name: "Mine", scopes: ["items:read" as const] };
      await expect(createKey({ actor }, input)).rejects.toMatchObject({ code });
      await expect(revokeKey({ actor }, { keyId: owner.id })).rejects.toMatchObject({ code });
      await expect(listKeys(actor, { all: true })).rejects.toMatchObject({ code });
    }
    expect(await database.apiKey.count()).toBe(before);
    await expect(authenticateKey(`Bearer ${owner.key}`)).resolves.toMatchObject({ id: owner.id });
  });

  it("refuses an unknown scope, no scope, and an end in the past, with the field's path", async () => {
    const attempt = async (input: object) => {
      const error = await createKey(system, { name: "Odd", scopes: ["items:read"], ...input }).catch(
        (thrown) => thrown,
      );
      return (error as AppError).problems.map((problem) => problem.path);
    };
    expect(await attempt({ scopes: [] })).toEqual(["scopes"]);
    expect(await attempt({ scopes: ["admin"] })).toEqual(["scopes.0"]);
    expect(await attempt({ name: " " })).toEqual(["name"]);
    expect(await attempt({ expiresAt: new Date("2020-01-01") })).toEqual(["expiresAt"]);
  });

  it("lists keys with their state and last use, but nothing that could be used", async () => {
    const { id, key } = await makeKey(["items:read"]);
    await call(key, "GET", "/use-cases");
    const [newest] = await listKeys(system.actor, { all: false });
    expect(newest).toMatchObject({ id, state: "active", scopes: ["items:read"], createdBy: null });
    expect(newest?.lastUsedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(newest)).not.toContain("keySha256");
    await revokeKey(system, { keyId: id });
    expect((await listKeys(system.actor, { all: false })).map((one) => one.id)).not.toContain(id);
    expect((await listKeys(system.actor, { all: true })).find((one) => one.id === id)?.state).toBe("revoked");
  });
});

describe("a request's key", () => {
  const unknown = `cs_${"A".repeat(43)}`;

  it.each([
    ["nothing", undefined],
    ["an empty header", ""],
    ["a broken header", "Bearer %"],
    ["no key", "Bearer"],
    ["a key of another form", "Bearer hello"],
    ["two keys", `Bearer ${unknown} ${unknown}`],
    ["basic authentication", "Basic YTpi"],
    ["a key that nobody made", `Bearer ${unknown}`],
    ["a null character", "Bearer cs_\u0001"],
  ])("is refused where it is %s: 401 invalid_key", async (_what, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    for (const [method, path] of [
      ["GET", "/use-cases"],
      ["POST", `/use-cases/${slug}/items`],
    ] as const) {
      const answer = await call(null, method, path, { headers, ...(method === "POST" && { body: letter("x") }) });
      expect(answer).toMatchObject({ status: 401, body: { code: "invalid_key", status: 401 } });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  it("is refused whatever x-middleware-subrequest says", async () => {
    const headers = { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:middleware:proxy" };
    expect((await call(null, "GET", "/use-cases", { headers })).status).toBe(401);
  });

  it("ends with the next request once it is revoked", async () => {
    const { id, key } = await makeKey();
    expect((await call(key, "GET", "/use-cases")).status).toBe(200);
    await revokeKey(system, { keyId: id });
    const answer = await call(key, "GET", "/use-cases");
    expect(answer).toMatchObject({ status: 401, body: { code: "invalid_key" } });
    expect(answer.body.detail).toContain("revoked");
  });

  it("ends when it expires", async () => {
    const { key } = await createKey(system, {
      name: "Short",
      scopes: ["items:read"],
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    expect((await call(key, "GET", "/use-cases")).status).toBe(200);
    at(new Date(Date.now() + 3_600_001).toISOString());
    const answer = await call(key, "GET", "/use-cases");
    expect(answer).toMatchObject({ status: 401, body: { code: "invalid_key" } });
    expect(answer.body.detail).toContain("expired");
  });

  it.each([
    ["POST", "/use-cases/SLUG/items", "items:write", letter("a")],
    ["POST", "/use-cases/SLUG/items/batch", "items:write", { items: [letter("a")] }],
    ["PUT", "/use-cases/never-made", "use-cases:write", { name: "x", fields: [] }],
    ["POST", "/use-cases/SLUG/models", "models:write", undefined],
    ["POST", "/use-cases/SLUG/policy", "policies:write", { mode: "human_only", reason: "x" }],
    ["GET", "/use-cases/SLUG/policy", "items:read", undefined],
    ["GET", "/use-cases/SLUG/items", "items:read", undefined],
    ["GET", "/use-cases/SLUG", "items:read", undefined],
    ["GET", "/items/01900000-0000-7000-8000-000000000000", "items:read", undefined],
    ["GET", "/items/01900000-0000-7000-8000-000000000000/history", "items:read", undefined],
  ] as const)("needs its scope: %s %s wants %s", async (method, path, scope, body) => {
    const others = (["items:write", "items:read", "models:write", "use-cases:write", "policies:write"] as const).filter(
      (other) => other !== scope,
    );
    const { key } = await makeKey(others);
    const answer = await call(key, method, path.replace("SLUG", slug), { body });
    expect(answer).toMatchObject({ status: 403, body: { code: "missing_scope" } });
    expect(answer.body.detail).toContain(scope);
  });
});

describe("the rate limit", () => {
  it("lets exactly so many of a minute's concurrent requests through, and says when to come again", async () => {
    at("2026-03-01T12:00:48.500Z");
    const { key } = await makeKey(["items:read"], { requestsPerMinute: 25 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => call(key, "GET", "/use-cases")));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(25);
    const late = answers.filter((answer) => answer.status === 429);
    expect(late).toHaveLength(35);
    expect(late[0]?.body).toMatchObject({ code: "too_many_requests" });
    expect(late[0]?.headers.get("retry-after")).toBe("12");
    at("2026-03-01T12:01:00.000Z");
    expect((await call(key, "GET", "/use-cases")).status).toBe(200);
  });

  it("is one for all replicas: it is counted in the database", async () => {
    at("2026-03-01T12:00:00.000Z");
    const { id, key } = await makeKey(["items:read"], { requestsPerMinute: 10 });
    await database.apiKeyWindow.create({ data: { apiKeyId: id, minute: clock.now(), requests: 9 } });
    expect((await call(key, "GET", "/use-cases")).status).toBe(200);
    expect((await call(key, "GET", "/use-cases")).status).toBe(429);
  });

  it("counts each key for itself, and keeps no old counts", async () => {
    at("2026-03-01T12:00:00.000Z");
    const [one, two] = [await makeKey(["items:read"], { requestsPerMinute: 1 }), await makeKey(["items:read"])];
    await call(one.key, "GET", "/use-cases");
    const answers = await Promise.all([one, two, one, two].map(({ key }) => call(key, "GET", "/use-cases")));
    expect(answers.map((answer) => answer.status)).toEqual([429, 200, 429, 200]);
    at("2026-03-01T12:10:00.000Z");
    await call(one.key, "GET", "/use-cases");
    expect(await database.apiKeyWindow.count({ where: { apiKeyId: one.id } })).toBe(1);
  });
});
