import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/platform/database";
import { call, makeKey } from "@/tests/support/api-client";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

let key: string;

beforeAll(async () => {
  ({ key } = await makeKey());
});

const ndjson = { "content-type": "application/x-ndjson" };
const letters = (count: number, from = 0) => Array.from({ length: count }, (_, index) => letter(`n${from + index}`));
const lines = (bodies: readonly unknown[]) => bodies.map((body) => JSON.stringify(body)).join("\n");

describe.each(["JSON", "NDJSON"])("a batch as %s", (format) => {
  const sendBatch = (slug: string, bodies: readonly unknown[]) =>
    call(
      key,
      "POST",
      `/use-cases/${slug}/items/batch`,
      format === "JSON" ? { body: { items: bodies } } : { raw: lines(bodies), headers: ndjson },
    );

  it("answers each item in its place, with the item or a problem, and one bad item fails nobody else", async () => {
    const { slug, useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const { status, body } = await sendBatch(slug, [
      letter("a", 0.9),
      { externalId: "b", input: { text: 7 } },
      letter("c"),
      null,
      letter("a", 0.9),
      letter("a", 0.1),
      "text",
      letter("d", 0.1),
    ]);
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { externalId: "a", status: "decided", decision: { outcome: "yes", decidedBy: "model" } },
      { status: 422, code: "invalid_item", errors: [{ path: "input.text" }] },
      { externalId: "c", status: "in_review" },
      { status: 422, code: "invalid_item" },
      { externalId: "a", status: "decided" },
      { status: 422, code: "external_id_conflict" },
      { status: 422, code: "invalid_item" },
      { externalId: "d", decision: { outcome: "no" } },
    ]);
    expect(body.results[4]?.id).toBe(body.results[0]?.id);
    expect(await database.item.count({ where: { useCaseId } })).toBe(3);
  });

  it("takes nothing, and 10,000, but not 11,000, and then nothing of them", { timeout: 120_000 }, async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    expect((await sendBatch(slug, [])).body).toEqual({ results: [] });
    const tooMany = await sendBatch(slug, letters(11_000));
    expect(tooMany).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(tooMany.body.detail).toBe("A batch holds at most 10,000 items, and this one has 11,000. Send it in parts.");
    expect(await database.item.count({ where: { useCaseId } })).toBe(0);
    const full = await sendBatch(slug, letters(10_000));
    expect(full.status).toBe(200);
    expect(full.body.results.map((result) => result.externalId)).toEqual(letters(10_000).map((one) => one.externalId));
    expect(await database.item.count({ where: { useCaseId } })).toBe(10_000);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.submitted" } })).toBe(10_000);
  });

  it("sent five times at once, makes each item once", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const answers = await Promise.all(Array.from({ length: 5 }, () => sendBatch(slug, letters(700))));
    const ids = answers.map(({ body }) => body.results.map((result) => result.id));
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(await database.item.count({ where: { useCaseId } })).toBe(700);
    expect(await database.auditEvent.count({ where: { useCaseId, type: "item.submitted" } })).toBe(700);
  });
});

describe("a batch as NDJSON", () => {
  it("answers a broken line 5,000 with a problem for that line only", { timeout: 60_000 }, async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const all = letters(6_000).map((body) => JSON.stringify(body));
    all[4_999] = '{"externalId":"n4999","input":{"text":';
    const { status, body } = await call(key, "POST", `/use-cases/${slug}/items/batch`, {
      raw: all.join("\n"),
      headers: ndjson,
    });
    expect(status).toBe(200);
    expect(body.results).toHaveLength(6_000);
    expect(body.results[4_999]).toMatchObject({ status: 400, code: "invalid_json" });
    expect(body.results[4_999]?.detail).toContain("line 5000");
    expect(body.results.filter((result) => result.code !== undefined)).toHaveLength(1);
    expect(await database.item.count({ where: { useCaseId } })).toBe(5_999);
  });

  it("reads every line as strictly as a document", async () => {
    const { slug } = await suppliedUseCase();
    const raw = [
      JSON.stringify(letter("a")),
      "",
      '{"externalId":"b","input":{"text":"x","text":"y"}}',
      "  \r",
      '{"externalId":"c","input":{"text":NaN}}',
      '{"externalId":"d","input":{"__proto__":{},"text":"x"}}',
      '{"externalId":"e","input":{"text":"\\ud83d"}}',
      `${JSON.stringify(letter("f"))}\r`,
    ].join("\n");
    const { body } = await call(key, "POST", `/use-cases/${slug}/items/batch`, { raw, headers: ndjson });
    expect(body.results).toMatchObject([
      { externalId: "a" },
      { code: "invalid_json", errors: [{ path: "input.text" }] },
      { code: "invalid_json", errors: [{ message: expect.stringContaining("line 5, column 35") }] },
      { code: "invalid_json", errors: [{ path: "input.__proto__" }] },
      { code: "invalid_item", errors: [{ path: "input.text" }] },
      { externalId: "f" },
    ]);
  });

  it("answers a line that is not UTF-8 in its place", async () => {
    const { slug } = await suppliedUseCase();
    const raw = Buffer.concat([
      Buffer.from(`${JSON.stringify(letter("a"))}\n{"externalId":"`),
      Buffer.of(0xff),
      Buffer.from(`"}\n${JSON.stringify(letter("c"))}`),
    ]);
    const { body } = await call(key, "POST", `/use-cases/${slug}/items/batch`, { raw, headers: ndjson });
    expect(body.results).toMatchObject([{ externalId: "a" }, { code: "invalid_json" }, { externalId: "c" }]);
  });

  it("comes compressed as well", async () => {
    const { slug } = await suppliedUseCase();
    const raw = new Uint8Array(gzipSync(lines(letters(50))));
    const headers = { ...ndjson, "content-encoding": "gzip" };
    const { body } = await call(key, "POST", `/use-cases/${slug}/items/batch`, { raw, headers });
    expect(body.results.map((result) => result.externalId)).toEqual(letters(50).map((one) => one.externalId));
  });
});

describe("a batch as JSON", () => {
  it("lays duplicate keys and __proto__ at the door of their item", async () => {
    const { slug } = await suppliedUseCase();
    const raw = `{"items":[${JSON.stringify(letter("a"))},
      {"externalId":"b","input":{"text":"x","text":"y"}},
      {"externalId":"c","input":{"text":"x"},"__proto__":{"role":"admin"}},
      {"externalId":"d","input":{"text":"x"},"tags":["t"],"tags":[]},${JSON.stringify(letter("e"))}]}`;
    const { body } = await call(key, "POST", `/use-cases/${slug}/items/batch`, { raw });
    expect(body.results).toMatchObject([
      { externalId: "a" },
      { code: "invalid_json", errors: [{ path: "input.text" }] },
      { code: "invalid_json", errors: [{ path: "__proto__" }] },
      { code: "invalid_json", errors: [{ path: "tags" }] },
      { externalId: "e" },
    ]);
  });

  it.each([
    ["a list", "[]", "invalid_input"],
    ["no items", "{}", "invalid_input"],
    ["items that are no list", '{"items":{}}', "invalid_input"],
    ["something beside the items", '{"items":[],"more":1}', "invalid_input"],
    ["items twice", '{"items":[],"items":[]}', "invalid_json"],
    ["broken JSON", '{"items":[{]}', "invalid_json"],
  ])("is refused as a whole where it holds %s", async (_what, raw, code) => {
    const { slug } = await suppliedUseCase();
    expect(await call(key, "POST", `/use-cases/${slug}/items/batch`, { raw })).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});
