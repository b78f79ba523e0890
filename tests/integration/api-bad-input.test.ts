import { brotliCompressSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { type Answer, call, makeKey, type Sent } from "@/tests/support/api-client";
import { system } from "@/tests/support/supplied-use-case";

const png =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
const megabyte = 1024 * 1024;
const slug = `every-kind-${newId().slice(-12)}`;
let key: string;
let useCaseId: string;

beforeAll(async () => {
  ({ key } = await makeKey());
  const { useCase } = await defineUseCase(system, {
    slug,
    definition: {
      name: "Every kind",
      fields: [
        { key: "text", kind: "text", label: "Text", required: true },
        { key: "story", kind: "long_text" },
        { key: "speed", kind: "number", min: 0, max: 300, unit: "knots" },
        { key: "count", kind: "integer" },
        { key: "night", kind: "boolean" },
        { key: "sky", kind: "category", categories: ["clear", "cloudy"] },
        { key: "seen", kind: "datetime" },
        { key: "photo", kind: "image" },
      ],
      outcomes: [{ key: "yes" }, { key: "no" }],
    },
  });
  useCaseId = useCase.id;
});

const countItems = () => database.item.count({ where: { useCaseId } });
const countEvents = () => database.auditEvent.count({ where: { useCaseId } });

/** Calls, and expects that nothing was written. */
async function refused(path: string, sent: Sent, method = "POST"): Promise<Answer> {
  const before = [await countItems(), await countEvents()];
  const answer = await call(key, method, path, sent);
  expect([await countItems(), await countEvents()]).toEqual(before);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.body).toMatchObject({
    type: `/api/docs#${answer.body.code}`,
    title: expect.any(String),
    status: answer.status,
    requestId: answer.headers.get("x-request-id"),
  });
  for (const { message } of answer.body.errors) expect(message).toMatch(/^[A-Z"].*\.$/s);
  expect(answer.body.detail).toMatch(/^[A-Z].+/);
  return answer;
}

const items = `/use-cases/${slug}/items`;
const item = (input: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  externalId: `bad-${newId()}`,
  input: { text: "hello", ...input },
  ...more,
});

describe("an item is refused with the field's path and a sentence", () => {
  it.each([
    ["an unknown field", item({ wings: 2 }), "input.wings"],
    ["a wrong type", item({ speed: "fast" }), "input.speed"],
    ["a missing required field", { externalId: "a", input: {} }, "input.text"],
    ["null for a required field", item({ text: null }), "input.text"],
    ["a category outside the list", item({ sky: "green" }), "input.sky"],
    ["a number above its range", item({ speed: 301 }), "input.speed"],
    ["a number below its range", item({ speed: -0.1 }), "input.speed"],
    ["half an integer", item({ count: 1.5 }), "input.count"],
    ["an integer that no double holds", item({ count: 2 ** 53 }), "input.count"],
    ["a word for a boolean", item({ night: "yes" }), "input.night"],
    ["a date that is none", item({ seen: "yesterday" }), "input.seen"],
    ["an image that is text", item({ photo: "hello" }), "input.photo"],
    ["an image that is no image", item({ photo: `data:image/png;base64,${"A".repeat(400)}` }), "input.photo"],
    ["an image of another type", item({ photo: png.replace("png", "jpeg") }), "input.photo"],
    ["an image over 5 MB", item({ photo: png + "A".repeat(8 * megabyte) }), "input.photo"],
    ["an image by http", item({ photo: "http://example.org/a.png" }), "input.photo"],
    ["1 MB of text", item({ text: "x".repeat(megabyte) }), "input.text"],
    ["1 MB of long text", item({ story: "x".repeat(megabyte) }), "input.story"],
    ["a lone surrogate", item({ text: "half \ud83d" }), "input.text"],
    ["a lone surrogate in the external id", item({}, { externalId: "\udc00" }), "externalId"],
    ["a null character", item({ text: "a\u0000b" }), "input.text"],
    ["a nested value", item({ text: { contains: "" } }), "input.text"],
    ["a number for an external id", item({}, { externalId: 7 }), "externalId"],
    ["an empty external id", item({}, { externalId: "" }), "externalId"],
    ["an external id of 201 characters", item({}, { externalId: "x".repeat(201) }), "externalId"],
    ["21 tags", item({}, { tags: Array(21).fill("t") }), "tags"],
    ["an unknown member", item({}, { role: "admin" }), "role"],
    ["a prediction of an unknown outcome", item({}, { prediction: { outcome: "maybe" } }), "prediction.outcome"],
    ["an input that is a list", { externalId: "a", input: [] }, "input"],
    ["no input", { externalId: "a" }, "input"],
    ["a list", [], "item"],
    ["null", null, "item"],
  ])("%s", async (_what, body, path) => {
    const answer = await refused(items, { body });
    expect(answer).toMatchObject({ status: 422, body: { code: "invalid_item" } });
    expect(answer.body.errors.map((error) => error.path)).toContain(path);
  });
});

describe("JSON is read strictly", () => {
  it.each([
    ["duplicate keys", '{"externalId":"a","input":{"text":"x","text":"y"}}', "input.text"],
    ["a duplicate at the top", '{"externalId":"a","externalId":"b","input":{"text":"x"}}', "externalId"],
    ["__proto__ as a key", '{"externalId":"a","input":{"text":"x","__proto__":{"a":1}}}', "input.__proto__"],
    ["__proto__ at the top", '{"__proto__":{"externalId":"a"},"input":{"text":"x"}}', "__proto__"],
    ["a number that is too large", '{"externalId":"a","input":{"text":"x","speed":1e999}}', "input.speed"],
  ])("%s: 400 with the key's path", async (_what, raw, path) => {
    const answer = await refused(items, { raw });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json", errors: [{ path }] } });
  });

  it.each([
    ["NaN", '{"externalId":"a",\n"input":{"text":"x","speed":NaN}}', "line 2, column 29"],
    ["Infinity", '{"externalId":"a","input":{"speed":-Infinity}}', "column 36"],
    ["a trailing comma", '{"externalId":"a",}', "column 19"],
    ["a comment", '{"externalId":"a" /* no */}', "column 19"],
    ["single quotes", "{'externalId':'a'}", "column 2"],
    ["an open end", '{"externalId":"a","input":{', "column 28"],
    ["two documents", "{}{}", "column 3"],
    ["nothing", "", "column 1"],
    ["1,000 brackets", "[".repeat(1000), "32 levels"],
  ])("%s: 400 with the position", async (_what, raw, position) => {
    const answer = await refused(items, { raw });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json" } });
    expect(answer.body.detail).toContain(position);
  });

  it("bytes that are not UTF-8: 400", async () => {
    const raw = Buffer.from('{"externalId":"\xff"}', "latin1");
    expect(await refused(items, { raw })).toMatchObject({ status: 400, body: { code: "invalid_json" } });
  });
});

/** A body that never ends, and how much of it was taken. */
function endless(chunk: Uint8Array): { raw: ReadableStream; taken: () => number } {
  let taken = 0;
  const raw = new ReadableStream(
    {
      pull(controller) {
        taken += chunk.byteLength;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { raw, taken: () => taken };
}

describe("a body is refused by its size and type", () => {
  const gzip = { "content-encoding": "gzip" };
  const many = env.apiBodyLimitBytes + megabyte;

  it("too large: 413, counted as it comes, whatever Content-Length says", async () => {
    for (const headers of [{}, { "content-length": "10" }] as Record<string, string>[]) {
      const { raw, taken } = endless(new Uint8Array(megabyte).fill(0x20));
      expect(await refused(items, { raw, headers })).toMatchObject({ status: 413, body: { code: "too_large" } });
      expect(taken()).toBeLessThan(many + megabyte);
    }
  });

  it("a gzip bomb: 413, without unpacking it whole", async () => {
    const bomb = gzipSync(Buffer.alloc(1024 * megabyte, 0x20), { level: 1 });
    const before = process.memoryUsage.rss();
    const answer = await refused(`${items}/batch`, { raw: new Uint8Array(bomb), headers: gzip });
    expect(answer).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * megabyte);
  });

  it("gzip members without content, for ever: 413", async () => {
    const { raw, taken } = endless(new Uint8Array(Buffer.concat(Array(3000).fill(gzipSync("")))));
    const answer = await refused(items, { raw, headers: gzip });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(taken()).toBeLessThan(many + megabyte);
  });

  it.each([
    ["that is none", new TextEncoder().encode("hello")],
    ["that is cut off", new Uint8Array(gzipSync("{}".repeat(1000)).subarray(0, 15))],
  ])("gzip %s: 400", async (_what, raw) => {
    expect(await refused(items, { raw, headers: gzip })).toMatchObject({
      status: 400,
      body: { code: "invalid_input" },
    });
  });

  it("another content encoding: 415, saying which is taken", async () => {
    const raw = new Uint8Array(brotliCompressSync("{}"));
    const answer = await refused(items, { raw, headers: { "content-encoding": "br" } });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
    expect(answer.headers.get("accept-encoding")).toBe("gzip");
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/x-ndjson",
    "nonsense",
  ])("content type %s for one item: 415", async (type) => {
    const answer = await refused(items, { raw: "{}", headers: { "content-type": type } });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
  });

  it("takes gzip, and a charset", async () => {
    const raw = new Uint8Array(gzipSync(JSON.stringify(item({}))));
    const headers = { ...gzip, "content-type": "application/json; charset=utf-8" };
    expect((await call(key, "POST", items, { raw, headers })).status).toBe(201);
  });
});

describe("a call is refused", () => {
  it.each([
    ["GET", "/use-cases/no-such"],
    ["GET", "/use-cases/No%20Such"],
    ["GET", "/use-cases/%00"],
    ["GET", "/use-cases/no-such/items"],
    ["GET", "/use-cases/no-such/policy"],
    ["POST", "/use-cases/no-such/items"],
    ["POST", "/use-cases/no-such/items/batch"],
    ["POST", "/use-cases/no-such/policy"],
  ])("for an unknown use case: %s %s", async (method, path) => {
    const body = method === "POST" ? (path.endsWith("batch") ? { items: [] } : item({})) : undefined;
    expect(await refused(path, { body }, method)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  it.each(["/item", "/use-cases/a/b", "/items/a/b/c", "/..%2fadmin", "/constructor", "/__proto__"])(
    "for an unknown path: %s",
    async (path) => {
      expect(await refused(path, {}, "GET")).toMatchObject({ status: 404, body: { code: "not_found" } });
    },
  );

  it.each([
    ["DELETE", items, "POST, GET, HEAD"],
    ["PATCH", `/use-cases/${slug}`, "PUT, GET, HEAD"],
    ["POST", "/health", "GET, HEAD"],
    ["OPTIONS", "/use-cases", "GET, HEAD"],
    ["GET", `${items}/batch`, "POST"],
  ])("for a wrong method: %s %s", async (method, path, allow) => {
    const answer = await refused(path, {}, method);
    expect(answer).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toBe(allow);
  });

  it("answers HEAD like GET, without a body", async () => {
    const answer = await call(key, "HEAD", `/use-cases/${slug}`);
    expect(answer).toMatchObject({ status: 200, body: null });
    expect((await call(null, "HEAD", "/health")).status).toBe(200);
    expect((await call(null, "HEAD", `/use-cases/${slug}`)).status).toBe(401);
  });
});
