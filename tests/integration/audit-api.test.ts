import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 3).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
});

import { createKey } from "@/lib/access/create-key";
import { api } from "@/lib/api/app";
import { latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { runCommand } from "@/lib/cli/run-command";
import { database } from "@/lib/platform/database";
import { call, makeKey } from "@/tests/support/api-client";
import { filesIn, makeExports, verify } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, submitAll, suppliedUseCase } from "@/tests/support/supplied-use-case";

let useCase: { useCaseId: string; slug: string };
/** Of an admin's making. */
let key: string;
let reader: string;

beforeAll(async () => {
  useCase = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
  await submitAll(useCase.useCaseId, [letter("one", 0.9, { text: "a\u2028b\r\nc" }), letter("two", 0.9)]);
  const admin = { ...(await makeReviewer(useCase.useCaseId, "auditor")), isAdmin: true };
  const keyOf = async (scopes: ("audit:read" | "items:read")[]) =>
    (await createKey({ actor: admin }, { name: "SIEM", scopes, requestsPerMinute: 100_000 })).key;
  key = await keyOf(["audit:read", "items:read"]);
  reader = await keyOf(["audit:read"]);
  await sealAll();
});

const fetchBytes = async (given: string, address: string, method = "GET") => {
  const response = await api.request(address, { method, headers: { authorization: `Bearer ${given}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe("reading the log", () => {
  it("gives every sealed event's bytes in order, from where one left off", async () => {
    const size = Number((await latestCheckpoint())?.size);
    const leaves = await database.auditLeaf.findMany({ orderBy: { index: "asc" }, take: size });
    const seen: string[] = [];
    for (let after = -1; ; ) {
      const { status, headers, bytes } = await fetchBytes(key, `/api/v1/audit/events?after=${after}&limit=4`);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toBe("application/x-ndjson");
      expect(headers.get("countersign-first-index")).toBe(String(after + 1));
      expect(headers.get("countersign-tree-size")).toBe(String(size));
      if (bytes.length === 0) break;
      for (const line of bytes.toString("latin1").split("\n").slice(0, -1)) {
        seen.push(createHash("sha256").update(Buffer.of(0)).update(Buffer.from(line, "latin1")).digest("hex"));
      }
      after = Number(headers.get("countersign-next-after"));
    }
    expect(seen).toEqual(leaves.map(({ leafHash }) => Buffer.from(leafHash).toString("hex")));
  });

  it("tells nothing that no checkpoint covers yet, and nothing beyond the end", async () => {
    const size = Number((await latestCheckpoint())?.size);
    await submitAll(useCase.useCaseId, [letter("unsealed", 0.9)]);
    for (const after of [size - 1, size + 5, Number.MAX_SAFE_INTEGER]) {
      const { status, bytes } = await fetchBytes(key, `/api/v1/audit/events?after=${after}`);
      expect([status, bytes.length]).toEqual([200, 0]);
    }
    await sealAll();
    const { bytes } = await fetchBytes(key, `/api/v1/audit/events?after=${size - 1}`);
    expect(bytes.toString()).toContain("unsealed");
  });

  it("needs the scope, and refuses what is no place in the log", async () => {
    const other = (await makeKey(["items:read"])).key;
    expect((await fetchBytes(other, "/api/v1/audit/events")).status).toBe(403);
    for (const query of ["after=-2", "after=x", "after=1.5", "limit=0", "limit=1000000", "afer=1"]) {
      expect((await fetchBytes(key, `/api/v1/audit/events?${query}`)).status, query).toBe(400);
    }
  });
});

describe("exports by API", () => {
  it("are asked for, looked at and fetched once, by the same key", async () => {
    const asked = await call(key, "POST", "/audit/exports", { body: { useCase: useCase.slug } });
    expect(asked).toMatchObject({ status: 202, body: { status: "queued", bundle: null, error: null } });
    const { id } = asked.body;
    expect((await call(reader, "GET", `/audit/exports/${id}`)).status).toBe(404);
    await sealAll();
    await makeExports();
    const { body } = await call(key, "GET", `/audit/exports/${id}`);
    expect(body).toMatchObject({ status: "ready", bundle: { bytes: expect.any(Number) } });
    const { url, manifestSha256 } = body.bundle as { url: string; manifestSha256: string };
    expect((await fetchBytes(reader, url)).status).toBe(404);
    expect((await fetchBytes(key, url, "HEAD")).status).toBe(405);
    expect(
      (
        await fetchBytes(
          key,
          url.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
        )
      ).status,
    ).toBe(404);
    const { status, headers, bytes } = await fetchBytes(key, url);
    expect([status, headers.get("content-length")]).toEqual([200, String(bytes.length)]);
    const manifest = filesIn(bytes).get("manifest.json") ?? Buffer.alloc(0);
    expect(createHash("sha256").update(manifest).digest("hex")).toBe(manifestSha256);
    expect((await verify(bytes)).verdict).toBe("valid_unanchored");
    expect(filesIn(bytes).get("disclosed.jsonl")?.length).toBeGreaterThan(0);
    expect(await fetchBytes(key, url)).toMatchObject({ status: 410 });
    expect((await call(key, "GET", `/audit/exports/${id}`)).body).toMatchObject({ status: "gone", bundle: null });
  });

  it("tell values behind commitments only where the key may see items", async () => {
    const { body } = await call(reader, "POST", "/audit/exports", { body: { item: "one" } });
    await sealAll();
    await makeExports();
    const ready = (await call(reader, "GET", `/audit/exports/${body.id}`)).body;
    const { bytes } = await fetchBytes(reader, (ready.bundle as { url: string }).url);
    expect(filesIn(bytes).get("disclosed.jsonl")).toHaveLength(0);
    expect((await verify(bytes)).problems).toEqual([]);
  });

  it("are refused with a sentence", async () => {
    const ask = (given: string, body: unknown) => call(given, "POST", "/audit/exports", { body });
    expect(await ask(key, { item: "nobody sent this" })).toMatchObject({ status: 400 });
    expect(await ask(key, { email: { contains: "" } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "email" }] },
    });
    expect(await ask(key, { type: { contains: "" } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "type" }] },
    });
    expect((await ask((await makeKey(["items:read"])).key, {})).status).toBe(403);
    const nobodys = await ask((await makeKey(["audit:read"])).key, {});
    expect(nobodys).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("No person made this key") },
    });
  });
});

describe("exports on the command line", () => {
  it("write a bundle that tar reads and the bundle's own verifier confirms, and leave nothing else", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-cli-"));
    const out = path.join(folder, "bundle.tar");
    await sealAll();
    const spy = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const code = await runCommand(["audit", "export", "--use-case", useCase.slug, "--out", out]);
    spy.mockRestore();
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual(["bundle.tar"]);
    const run = promisify(execFile);
    const listed = (await run("tar", ["-tf", out])).stdout.trim().split("\n");
    expect(listed).toEqual([...filesIn(await readFile(out)).keys()]);
    await run("tar", ["-xf", out, "-C", folder]);
    const { stdout } = await run(process.execPath, [path.join(folder, "verify.mjs"), out]);
    expect(stdout).toContain("VALID, BUT NOT ANCHORED");
    const types = await database.auditEvent.findMany({
      where: { subjectType: "export" },
      orderBy: { id: "desc" },
      take: 2,
    });
    expect(types.map(({ type }) => type).sort()).toEqual(["export.fetched", "export.requested"]);
  });

  it("say what is wrong with what was asked for", async () => {
    const spy = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const out = path.join(os.tmpdir(), "never-written.tar");
    const refused = async (...options: string[]) => {
      spy.mockClear();
      const code = await runCommand(["audit", "export", "--out", out, ...options]);
      return [code, spy.mock.calls.join("")];
    };
    expect(await refused("--item", "nobody sent this")).toEqual([1, expect.stringContaining("nothing to export")]);
    expect(await refused("--use-case", "not-there")).toEqual([1, expect.stringContaining("There is no use case")]);
    expect(await refused("--from", "yesterday")).toEqual([1, expect.stringContaining("filter")]);
    spy.mockRestore();
  });
});
