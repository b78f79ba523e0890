import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/access/actor";
import { settleReviews } from "@/lib/items/settle-reviews";
import { clock } from "@/lib/platform/clock";
import { database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";
import { answerReview } from "@/lib/review/answer-review";
import { claimNextReview } from "@/lib/review/claim-next-review";
import { type Answer, type AnswerBody, call, makeKey } from "@/tests/support/api-client";
import { makeReviewer } from "@/tests/support/item-fixture";
import { letter, suppliedUseCase } from "@/tests/support/supplied-use-case";

const realNow = clock.now;
let key: string;

beforeAll(async () => {
  ({ key } = await makeKey());
});

afterEach(() => {
  clock.now = realNow;
});

const send = (slug: string, body: unknown): Promise<Answer> => call(key, "POST", `/use-cases/${slug}/items`, { body });

async function answer(useCaseId: string, outcome: string): Promise<void> {
  const reviewer = { actor: await makeReviewer(useCaseId) };
  const item = await claimNextReview(reviewer, { useCaseId, loaded: [] });
  if (item === null) throw new Error("The queue is empty.");
  await answerReview(reviewer, { useCaseId, reviewId: item.reviewId, answer: { outcome }, note: "" });
}

async function settle(): Promise<void> {
  const now = clock.now().getTime() + (env.undoSeconds + 1) * 1000;
  clock.now = () => new Date(now);
  await settleReviews({ actor: systemActor("worker") }, { limit: 1000 });
}

/** Ends the connection that announcements come by, as a restart of Postgres would. */
async function cutLiveLine(): Promise<void> {
  const client = new Client({ connectionString: env.databaseUrl });
  await client.connect();
  await client.query("SET ROLE NONE");
  const { rowCount } = await client.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'countersign-live' AND datname = current_database()`);
  await client.end();
  expect(rowCount).toBe(1);
}

describe("sending one item", () => {
  it("answers 201 with the decision, 200 with the same item again, 422 for another body", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const first = await send(slug, letter("a", 0.99));
    expect(first).toMatchObject({
      status: 201,
      body: {
        externalId: "a",
        status: "decided",
        decision: { outcome: "yes", decidedBy: "model" },
        route: { mode: "full_automation", policyVersion: 2, modelVersion: 1 },
      },
    });
    const again = await send(slug, letter("a", 0.99));
    expect(again).toMatchObject({ status: 200, body: first.body });
    const other = await send(slug, letter("a", 0.5));
    expect(other).toMatchObject({
      status: 422,
      body: { code: "external_id_conflict", errors: [{ path: "externalId" }] },
    });
  });

  it("makes one item and one event of twenty concurrent requests with one external id", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    for (const externalId of ["race-1", "race-2", "race-3"]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(slug, letter(externalId))));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const [item, ...others] = await database.item.findMany({ where: { useCaseId, externalId } });
      expect(others).toEqual([]);
      expect(await database.auditEvent.count({ where: { subjectId: item?.id ?? "" } })).toBe(1);
    }
  });

  it("lets one of two bodies win a race for an external id, and refuses the other", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send(slug, letter("contested", undefined, { text: index % 2 ? "odd" : "even" })),
      ),
    );
    const taken = answers.filter(({ status }) => status < 300);
    const refused = answers.filter(({ status }) => status === 422);
    expect([taken.length, refused.length]).toEqual([10, 10]);
    expect(refused.every(({ body }) => body.code === "external_id_conflict")).toBe(true);
    expect(await database.item.count({ where: { useCaseId } })).toBe(1);
  });

  it("groups concurrent requests into few transactions, and each caller gets its own item", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => send(slug, letter(`n${index}`))));
    expect(answers.map(({ body }) => body.externalId)).toEqual(Array.from({ length: 200 }, (_, index) => `n${index}`));
    expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBeLessThan(50);
    const events = await database.auditEvent.findMany({ where: { useCaseId, type: "item.submitted" } });
    const named = new Set(events.map(({ envelope }) => JSON.parse(Buffer.from(envelope).toString()).request_id));
    expect(answers.every(({ headers }) => named.has(headers.get("x-request-id")))).toBe(true);
  });

  it("does not let a bad item in a group fail the others", async () => {
    const { slug } = await suppliedUseCase();
    const bodies = [letter("ok-1"), { externalId: "bad", input: { text: 7 } }, letter("ok-2"), null, letter("ok-3")];
    const answers = await Promise.all(bodies.map((body) => send(slug, body)));
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 201, 422, 201]);
  });

  it("lets a category outside of an open list in, and leaves it to people", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    expect((await send(slug, letter("z", 0.99, { kind: "never seen" }))).body).toMatchObject({
      status: "in_review",
      route: { reasons: ["unlisted_category"] },
    });
  });
});

describe("waiting for a decision", () => {
  it("answers as soon as the verdict has become final, not before", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const { body } = await send(slug, letter("a"));
    const started = Date.now();
    const waiting = call(key, "GET", `/items/${body.id}?wait=20`);
    await pause(300);
    await answer(useCaseId, "no");
    const early = await Promise.race([waiting, pause(300, "still waiting")]);
    expect(early).toBe("still waiting");
    await settle();
    expect((await waiting).body).toMatchObject({ status: "decided", decision: { outcome: "no", decidedBy: "human" } });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it("answers at once for a decided item, and after the time for one that is not", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const decided = await send(slug, letter("a", 0.9));
    const open = await send(slug, letter("b"));
    const started = Date.now();
    expect((await call(key, "GET", `/items/${decided.body.id}?wait=30`)).body).toEqual(decided.body);
    expect(Date.now() - started).toBeLessThan(2_000);
    expect((await call(key, "GET", `/items/${open.body.id}?wait=0.4`)).body).toMatchObject({ status: "in_review" });
    expect(Date.now() - started).toBeGreaterThanOrEqual(390);
  });

  it("reads again at the end, so that a lost announcement costs nothing", async () => {
    const { slug } = await suppliedUseCase();
    const { body } = await send(slug, letter("a"));
    const waiting = call(key, "GET", `/items/${body.id}?wait=1`);
    await pause(300);
    await database.item.update({
      where: { id: body.id },
      data: { status: "decided", outcome: "yes", decidedBy: "human", decidedAt: new Date() },
    });
    expect((await waiting).body).toMatchObject({ status: "decided" });
  });

  it("hears of decisions again after its connection was cut", async () => {
    const { slug, useCaseId } = await suppliedUseCase();
    const { body } = await send(slug, letter("a"));
    const waiting = call(key, "GET", `/items/${body.id}?wait=20`);
    await pause(200);
    await cutLiveLine();
    await answer(useCaseId, "yes");
    await settle();
    expect((await waiting).body).toMatchObject({ status: "decided", decision: { outcome: "yes" } });
  });

  it("stops when the caller has gone", async () => {
    const { slug } = await suppliedUseCase();
    const { body } = await send(slug, letter("a"));
    const caller = new AbortController();
    const started = Date.now();
    const waiting = call(key, "GET", `/items/${body.id}?wait=30`, { signal: caller.signal });
    await pause(100);
    caller.abort();
    await waiting;
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it.each(["31", "-1", "soon", "1&wait=2", "Infinity"])("refuses to wait for %s", async (wait) => {
    const refused = await call(key, "GET", `/items/01900000-0000-7000-8000-000000000000?wait=${wait}`);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_input", errors: [{ path: "wait" }] } });
  });
});

describe("listing items", () => {
  it("pages through all of them once, newest first, also while new ones come", async () => {
    const { slug } = await suppliedUseCase();
    for (let index = 0; index < 11; index++) await send(slug, letter(`i${index}`));
    const seen: unknown[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page++) {
      const query = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body }: Answer = await call(key, "GET", `/use-cases/${slug}/items?limit=4${query}`);
      seen.push(...body.items.map((item) => item.externalId));
      cursor = body.nextCursor;
      if (page === 0) await send(slug, letter("newer"));
    }
    expect(seen).toEqual(Array.from({ length: 11 }, (_, index) => `i${10 - index}`));
  });

  it("filters by external id, status and outcome", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    await Promise.all([letter("y", 0.9), letter("n", 0.1), letter("open")].map((body) => send(slug, body)));
    const list = async (query: string) =>
      (await call(key, "GET", `/use-cases/${slug}/items?${query}`)).body.items.map((item) => item.externalId);
    expect(await list("externalId=n")).toEqual(["n"]);
    expect(await list("status=in_review")).toEqual(["open"]);
    expect(await list("outcome=yes")).toEqual(["y"]);
    expect(await list("status=in_review&outcome=yes")).toEqual([]);
    expect(await list("externalId=%25")).toEqual([]);
  });

  it.each([
    ["status[contains]=", "status[contains]"],
    ["externalId[contains]=", "externalId[contains]"],
    ['filter={"email":{"contains":""}}', "filter"],
    ['status={"contains":""}', "status"],
    ["status=decided&status=in_review", "status"],
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=ten", "limit"],
    ["cursor=abc", "cursor"],
    ["cursor=AAAA", "cursor"],
    ["cursor=AaH_6vtmdOWb9SiepiIJvB", "cursor"],
    ["cursor=%00", "cursor"],
    ["externalId=%00", "externalId"],
    ["outcome=%00", "outcome"],
    ["__proto__=1", "__proto__"],
  ])("refuses the filter %s", async (query, path) => {
    const { slug } = await suppliedUseCase();
    const refused = await call(key, "GET", `/use-cases/${slug}/items?${encodeURI(query).replaceAll("%25", "%")}`);
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_input", errors: [{ path }] } });
  });
});

describe("an item's history", () => {
  let reader: string;

  beforeAll(async () => {
    reader = (await makeKey(["items:read"])).key;
  });

  const historyOf = async (id: string, withKey = reader) => (await call(withKey, "GET", `/items/${id}/history`)).body;

  it("tells of predictions and decisions", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 0 });
    const { body } = await send(slug, letter("a", 0.9));
    expect(await historyOf(body.id)).toMatchObject({
      externalId: "a",
      input: { text: "hello" },
      predictions: [{ modelVersion: 1, supplied: true, outcome: "yes", confidence: 0.9 }],
      reviews: [],
      decisions: [{ seq: 1, outcome: "yes", decidedBy: "model", policyVersion: 2 }],
    });
  });

  it("hides predictions while a person works blind, and verdicts until they are final", async () => {
    const { slug, useCaseId } = await suppliedUseCase({ mode: "ai_assist", blindShare: 1 });
    const { body } = await send(slug, letter("a", 0.87654));
    expect(await historyOf(body.id)).toMatchObject({ predictions: null, reviews: [] });
    await answer(useCaseId, "no");
    const answered = await historyOf(body.id);
    expect(answered).toMatchObject({ predictions: null, reviews: [], decisions: [] });
    expect(JSON.stringify(answered)).not.toContain("87654");
    await settle();
    expect(await historyOf(body.id)).toMatchObject({
      predictions: [{ confidence: 0.87654 }],
      reviews: [{ outcome: "no" }],
      decisions: [{ outcome: "no", decidedBy: "human" }],
    });
  });

  it("tells no automated item that quality control picked from one that it did not", async () => {
    const { slug, useCaseId } = await suppliedUseCase({ mode: "full_automation", qcShare: 0.5 });
    const bodies = Array.from({ length: 12 }, (_, index) => letter(`q${index}`, 0.87654));
    const sent = await Promise.all(bodies.map((body) => send(slug, body)));
    const picked = await database.review.findMany({ where: { useCaseId }, select: { itemId: true } });
    expect(picked.length).toBeGreaterThan(0);
    expect(picked.length).toBeLessThan(12);
    const histories = await Promise.all(sent.map(({ body }) => historyOf(body.id)));
    const alike = ({ id, externalId, createdAt, decisions, ...rest }: AnswerBody) => JSON.stringify(rest);
    expect(new Set(histories.map(alike)).size).toBe(1);
    expect(histories[0]).toMatchObject({ predictions: null, reviews: [] });

    await answer(useCaseId, "no");
    await settle();
    const checked = await Promise.all(picked.map(({ itemId }) => historyOf(itemId)));
    expect(checked.filter(({ predictions }) => predictions !== null)).toMatchObject([{ reviews: [{ outcome: "no" }] }]);
  });

  it("hides nothing from keys that may read the audit log, which reviewers do not get", async () => {
    const { slug } = await suppliedUseCase({ mode: "full_automation", qcShare: 1 });
    const { body } = await send(slug, letter("a", 0.9));
    const auditor = (await makeKey(["items:read", "audit:read"])).key;
    expect(await historyOf(body.id, auditor)).toMatchObject({ predictions: [{ confidence: 0.9 }] });
    expect(await historyOf(body.id)).toMatchObject({ predictions: null });
  });

  it("shows what the reviewer sees as well", async () => {
    const { slug } = await suppliedUseCase({ mode: "ai_assist", blindShare: 0 });
    const { body } = await send(slug, letter("a", 0.9));
    expect(await historyOf(body.id)).toMatchObject({ predictions: [{ outcome: "yes" }] });
  });
});

it.each(["nope", "01900000-0000-7000-8000-000000000000", "%00", "'; DROP TABLE item"])(
  "knows no item %s",
  async (id) => {
    for (const path of [`/items/${id}`, `/items/${id}/history`]) {
      expect(await call(key, "GET", path)).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  },
);
