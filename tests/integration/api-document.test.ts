import { beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env.AUDIT_SIGNING_KEY = Buffer.alloc(32, 2).toString("base64");
  process.env.AUDIT_CHECKPOINT_SECONDS = "0.001";
});

import { z } from "zod";
import { scopes } from "@/lib/access/actor";
import { createKey } from "@/lib/access/create-key";
import { api } from "@/lib/api/app";
import { type ApiDocument, viewDocument } from "@/lib/api/document-view";
import {
  exampleBatch,
  exampleDefinition,
  exampleItem,
  exampleOverride,
  examplePolicyChange,
  exampleSlug,
  exampleVerdicts,
} from "@/lib/api/examples";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { parseItem } from "@/lib/items/parse-item";
import { parseVerdict } from "@/lib/items/parse-verdict";
import { newId } from "@/lib/platform/clock";
import { definitionSchema } from "@/lib/use-cases/definition-schema";
import { type Answer, call, type Sent } from "@/tests/support/api-client";
import { makeExports } from "@/tests/support/audit-exports";
import { sealAll } from "@/tests/support/audit-seal";
import { tableModel } from "@/tests/support/built-models";
import { makeReviewer } from "@/tests/support/item-fixture";
import { valueMapping } from "@/tests/support/shared-models";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

type Json = { [member: string]: Json };

interface Operation {
  responses: Record<string, { content: Record<string, { schema: Json }> }>;
  security?: Record<string, string[]>[];
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

let document: Document;
let key: string;
const exercised = new Set<string>();

beforeAll(async () => {
  document = (await (await api.request("/api/v1/openapi.json")).json()) as Document;
  // Exports are for keys that a person made.
  const admin = { ...(await makeReviewer((await suppliedUseCase()).useCaseId)), isAdmin: true };
  const made = { name: "Document", scopes: [...scopes], requestsPerMinute: 1_000_000 };
  ({ key } = await createKey({ actor: admin }, made));
});

/** The schema with its references written out, and nothing let through that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, ...own } = schema as Record<string, unknown>;
  if (typeof $ref === "string") return closed(document.components.schemas[$ref.split("/").at(-1) ?? ""]);
  const inner = Object.fromEntries(Object.entries(own).map(([name, part]) => [name, closed(part)]));
  const isClosed = "properties" in own && !("additionalProperties" in own);
  return isClosed ? { ...inner, additionalProperties: false } : inner;
}

/** Makes a call, and holds its answer against what the document says about it. */
async function checked(method: string, path: string, params: Record<string, string>, sent: Sent = {}): Promise<Answer> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => params[name] ?? "");
  const [bare = ""] = path.split("?");
  const answer = await call(key, method, filled === "/" ? "" : filled, sent);
  const operation = document.paths[`/api/v1${bare === "/" ? "" : bare}`]?.[method.toLowerCase()];
  const declared = operation?.responses[answer.status] ?? operation?.responses.default;
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const schema = declared?.content[type]?.schema;
  expect(schema, `${method} ${bare} -> ${answer.status} ${type}`).toBeDefined();
  const parsed = z.fromJSONSchema(closed(schema) as z.core.JSONSchema.JSONSchema).safeParse(answer.body);
  expect(parsed.error?.issues, `${method} ${bare} -> ${answer.status} ${JSON.stringify(answer.body)}`).toBeUndefined();
  exercised.add(
    `${method.toLowerCase()} /api/v1${bare === "/" ? "" : bare} ${operation?.responses[answer.status] ? answer.status : "default"}`,
  );
  return answer;
}

describe("the examples", () => {
  it("fit the demo's use case, so that they can be tried as they stand", async () => {
    const { training } = splitBirdStrikes(await readBirdStrikes());
    const definition = definitionSchema.parse(birdStrikeInspection(training));
    for (const body of [exampleItem, ...exampleBatch.items]) {
      expect(parseItem(definition, body)).toMatchObject({ externalId: body.externalId, unlisted: [] });
    }
    expect(definition.outcomes.map(({ key: outcome }) => outcome)).toEqual(
      expect.arrayContaining(Object.keys(examplePolicyChange.thresholds)),
    );
    expect(definitionSchema.safeParse(exampleDefinition).success).toBe(true);
    for (const body of exampleVerdicts.verdicts) {
      expect(parseVerdict(definition, body, new Date())).toMatchObject({ externalId: body.externalId });
    }
    expect(definition.outcomes.map(({ key: outcome }) => outcome)).toContain(exampleOverride.outcome);
  });

  it("become command lines that a shell takes", () => {
    const view = viewDocument(document as unknown as ApiDocument, "https://countersign.example.org");
    const calls = view.groups.flatMap((group) => group.calls);
    expect(calls).toHaveLength(Object.values(document.paths).flatMap(Object.keys).length);
    const send = calls.find(({ path, method }) => method === "POST" && path.endsWith("/items"));
    const [line = "", ...flags] = (send?.curl ?? "").split(" \\\n  ");
    expect(line).toBe(`curl 'https://countersign.example.org/api/v1/use-cases/${exampleSlug}/items'`);
    expect(flags.slice(0, 2)).toEqual([
      '-H "Authorization: Bearer $COUNTERSIGN_KEY"',
      "-H 'Content-Type: application/json'",
    ]);
    expect(JSON.parse(/^-d '(.*)'$/s.exec(flags[2] ?? "")?.[1] ?? "")).toEqual(exampleItem);
    for (const { curl } of calls) expect(curl.replaceAll(/'[^']*'|"[^"]*"/g, "")).not.toMatch(/['"{}<>]/);
  });

  it("leave no schema that is named without a place on the page", () => {
    const view = viewDocument(document as unknown as ApiDocument, "");
    const places = new Set(view.schemas.map(({ name }) => name));
    const named = JSON.stringify(view).matchAll(/"refersTo":"([^"]+)"/g);
    expect([...named].map(([, name]) => name).filter((name) => !places.has(name ?? ""))).toEqual([]);
  });
});

describe("the OpenAPI document", () => {
  it("is OpenAPI 3.1, and needs no key", async () => {
    expect(document.openapi).toBe("3.1.0");
    expect((await call(null, "GET", "/openapi.json")).status).toBe(200);
  });

  it("has every route, and nothing else", () => {
    const routes = new Set(
      api.routes
        .filter((route) => route.method !== "ALL")
        .map((route) => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, "{$1}").replace(/\/$/, "")}`),
    );
    const declared = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path.replace(/\/$/, "")}`),
    );
    expect([...routes].sort()).toEqual(declared.sort());
    expect(declared.length).toBeGreaterThanOrEqual(14);
  });

  it("names a scope for every call but those that need no key", async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const open = ["/api/v1", "/api/v1/health", "/api/v1/openapi.json"].includes(path);
        expect(operation.security?.[0]?.key?.length, `${method} ${path}`).toBe(open ? undefined : 1);
        const filled = path.replace("/api/v1", "").replaceAll(/\{\w+\}/g, "x");
        if (!open) expect((await call(null, method.toUpperCase(), filled)).status).toBe(401);
      }
    }
  });

  it("describes the real answers", async () => {
    const { slug, useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const path = "/use-cases/{slug}";

    const fresh = `document-${newId().slice(-12)}`;
    const definition = {
      name: "Rings",
      kind: "regression",
      secondPersonToRaise: true,
      fields: [{ key: "x", kind: "number", required: true, min: 0, max: 9 }],
      target: { unit: "rings", tolerance: 1 },
    };
    await checked("PUT", path, { slug: fresh }, { body: definition });
    await checked("PUT", path, { slug: fresh }, { body: { ...definition, name: "Rings of shells" } });
    await checked("PUT", path, { slug: fresh }, { body: { ...definition, fields: [] } });
    await checked("GET", path, { slug: fresh });
    await checked("GET", path, { slug });
    await checked("GET", path, { slug: "no-such" });
    await checked("GET", "/use-cases", {});

    const form = new FormData();
    form.set("name", "Table");
    form.set("file", new Blob([new Uint8Array(tableModel())]));
    form.set("mapping", JSON.stringify(valueMapping()));
    expect(await checked("POST", `${path}/models`, { slug: fresh }, { raw: form })).toMatchObject({ status: 201 });
    await checked("POST", `${path}/models`, { slug: fresh }, { raw: new FormData() });

    await checked("GET", `${path}/policy`, { slug: fresh });
    const raise = { mode: "full_automation", champion: 1, reason: "It is good enough." };
    expect(await checked("POST", `${path}/policy`, { slug: fresh }, { body: raise })).toMatchObject({ status: 202 });
    expect((await checked("GET", `${path}/policy`, { slug: fresh })).body.proposal).not.toBeNull();
    const lower = { qcShare: 1, reason: "Look closer." };
    expect(await checked("POST", `${path}/policy`, { slug: fresh }, { body: lower })).toMatchObject({ status: 200 });
    await checked("POST", `${path}/policy`, { slug: fresh }, { body: { mode: "up" } });

    for (const champion of [1, 2]) {
      const version = new FormData();
      version.set("name", `Version ${champion}`);
      version.set("backend", "supplied");
      await call(key, "POST", `/use-cases/${fresh}/models`, { raw: version });
      await checked("POST", `${path}/policy`, { slug: fresh }, { body: { champion, reason: "One after the other." } });
    }
    const back = await checked(
      "POST",
      `${path}/rollback`,
      { slug: fresh },
      { body: { reason: "The first was better." } },
    );
    expect(back).toMatchObject({ status: 200, body: { champion: 1 } });
    await checked("POST", `${path}/rollback`, { slug: fresh }, { body: { version: 9, reason: "Not there." } });
    await checked("POST", `${path}/rollback`, { slug: fresh }, { body: { mode: "shadow", reason: "More." } });

    const items = `${path}/items`;
    const body = letter("a", 0.9);
    const { body: item } = await checked("POST", items, { slug }, { body });
    expect(await checked("POST", items, { slug }, { body })).toMatchObject({ status: 200 });
    await checked("POST", items, { slug: fresh }, { body: { externalId: "r", input: { x: 5 } } });
    await checked("POST", items, { slug }, { body: {} });
    await checked("POST", `${items}/batch`, { slug }, { body: { items: [letter("b", 0.1), letter("c"), {}] } });
    await checked("POST", `${items}/batch`, { slug }, { raw: "[" });
    await checked("GET", `${items}?limit=1`, { slug });
    await checked("GET", items, { slug });
    await checked("GET", `${items}?limit=x`, { slug });
    await checked("GET", "/items/{id}", { id: item.id });
    await checked("GET", "/items/{id}", { id: "no-such" });
    await checked("GET", "/items/{id}/history", { id: item.id });
    await checked("GET", "/items/{id}/history", { id: "no-such" });
    await sealAll();
    await checked("GET", "/items/{id}/receipt", { id: item.id });
    await checked("GET", "/items/{id}/receipt", { id: "no-such" });
    await checked("GET", "/audit/events?after=3", {});
    await checked("GET", "/audit/events?after=x", {});
    const { body: asked } = await checked("POST", "/audit/exports", {}, { body: { useCase: slug } });
    await checked("POST", "/audit/exports", {}, { body: { useCase: 7 } });
    await sealAll();
    await makeExports();
    const { body: made } = await checked("GET", "/audit/exports/{id}", { id: asked.id });
    const secret = new URL(String((made.bundle as { url?: string }).url), "http://here").searchParams.get("secret");
    await checked("GET", `/audit/exports/{id}/bundle?secret=${secret}`, { id: asked.id });
    await checked("GET", "/audit/exports/{id}/bundle?secret=x", { id: asked.id });
    for (const one of [slug, fresh, "no-such"]) await checked("GET", `${path}/agreement`, { slug: one });
    await checked("GET", `${path}/agreement?from=2026-02-30`, { slug });
    const verdict = { externalId: "c", reviewer: "a.meier", outcome: "no", at: "2024-03-04T08:15:00Z" };
    await checked(
      "POST",
      `${path}/verdicts/batch`,
      { slug },
      { body: { verdicts: [verdict, { ...verdict, at: "" }] } },
    );
    await checked("POST", `${path}/verdicts/batch`, { slug }, { raw: "[" });
    const other = { outcome: "no", reason: "It is wrong." };
    await makeReviewer(useCaseId);
    await checked("POST", "/items/{id}/reopen", { id: item.id }, { body: {} });
    await checked("POST", "/items/{id}/reopen", { id: item.id }, { body: { reason: "Is it?" } });
    await checked("POST", "/items/{id}/override", { id: item.id }, { body: other });
    await checked("POST", "/items/{id}/override", { id: item.id }, { body: { ...other, value: 3 } });
    await checked("DELETE", "/items/{id}/override", { id: item.id });
    await checked("DELETE", "/items/{id}/override", { id: item.id });
    await checked("POST", "/items/{id}/override", { id: "no-such" }, { body: other });
    const why = { legalBasis: "legal_obligation", reference: "Case 7" };
    const { body: erasure } = await checked(
      "POST",
      `${path}/erasures`,
      { slug },
      { body: { externalId: item.externalId, ...why } },
    );
    await checked("POST", `${path}/erasures`, { slug }, { body: why });
    await checked("POST", `${path}/erasures`, { slug: "no-such" }, { body: { entityKey: "k", ...why } });
    expect(await checked("GET", "/erasures/{id}", { id: erasure.id })).toMatchObject({ body: { status: "pending" } });
    await checked("GET", "/erasures/{id}", { id: "no-such" });
    await checked("GET", `${path}/disagreements`, { slug });
    await checked("GET", `${path}/disagreements?kind=x`, { slug });
    const stop = { body: { reason: "Looks wrong." } };
    expect(await checked("POST", `${path}/halt`, { slug }, stop)).toMatchObject({ status: 200 });
    expect(await checked("DELETE", `${path}/halt`, { slug }, stop)).toMatchObject({ status: 200 });
    await checked("DELETE", `${path}/halt`, { slug }, { body: {} });
    const { body: halted } = await checked("GET", path, { slug });
    const guarded = { ...(halted.definition as object), secondPersonToRaise: true };
    await checked("PUT", path, { slug }, { body: guarded });
    expect(await checked("POST", "/halt", {}, { body: {} })).toMatchObject({ status: 200 });
    expect(await checked("DELETE", `${path}/halt`, { slug }, stop)).toMatchObject({ status: 202 });
    await checked("POST", `${path}/halt`, { slug: "no-such" }, stop);
    await checked("GET", "/", {});
    await checked("GET", "/health", {});
    await checked("GET", "/openapi.json", {});

    const successes = Object.entries(document.paths).flatMap(([at, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses)
          .filter((status) => status.startsWith("2"))
          .map((status) => `${method} ${at} ${status}`),
      ),
    );
    expect(successes.filter((success) => !exercised.has(success))).toEqual([]);
  });
});
