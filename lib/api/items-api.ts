import { z } from "@hono/zod-openapi";
import { may } from "@/lib/access/authorize";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { decodeCursor, encodeCursor } from "@/lib/api/cursor";
import { exampleBatch, exampleItem, exampleSlug } from "@/lib/api/examples";
import { noSuchItem, requireItemId } from "@/lib/api/find-item";
import { requireUseCase, requireUseCaseId } from "@/lib/api/find-use-case";
import { batchResultSchema, itemHistorySchema, itemPageSchema, itemSchema } from "@/lib/api/item-schema";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readBatch } from "@/lib/api/read-batch";
import { readJson } from "@/lib/api/read-json";
import { submitBatch } from "@/lib/api/submit-batch";
import { submitOne } from "@/lib/api/submit-one";
import { waitForDecision } from "@/lib/api/wait-for-decision";
import { findItemHistory } from "@/lib/items/item-history-query";
import { findItemView, listItemViews } from "@/lib/items/item-query";
import { submitItems } from "@/lib/items/submit-items";

const tags = ["Items"];
const slug = z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) });
const id = z.object({ id: z.string().describe("The item's id").openapi({ example: "ITEM_ID" }) });

const submit = keyCall("item.submit", {
  method: "post",
  path: "/use-cases/{slug}/items",
  tags,
  summary: "Send an item",
  description:
    "The item is decided at once where the use case's mode lets the model decide it, and waits for people otherwise. " +
    "The same external id with the same body answers with the same item, so a request can be repeated safely.",
  request: {
    params: slug,
    body: { required: true, content: { "application/json": { schema: reference("ItemBody"), example: exampleItem } } },
  },
  responses: { 201: jsonAnswer(itemSchema, "Accepted"), 200: jsonAnswer(itemSchema, "It was accepted before") },
});

const submitMany = keyCall("item.submit", {
  method: "post",
  path: "/use-cases/{slug}/items/batch",
  tags,
  summary: "Send up to 10,000 items",
  description:
    "As JSON, or as NDJSON with one item per line. Each item is answered in its place with the item or with a problem; " +
    "a bad one does not fail the others. The body may be compressed (Content-Encoding: gzip).",
  request: {
    params: slug,
    body: {
      required: true,
      content: {
        "application/json": { schema: reference("ItemBatch"), example: exampleBatch },
        "application/x-ndjson": { schema: { type: "string", description: "One item per line" } },
      },
    },
  },
  responses: { 200: jsonAnswer(batchResultSchema, "One answer per item, in order") },
});

const find = keyCall("item.read", {
  method: "get",
  path: "/items/{id}",
  tags,
  summary: "Look an item up, or wait for its decision",
  request: {
    params: id,
    query: z.strictObject({
      wait: z.coerce
        .number("wait is a number of seconds.")
        .min(0, "wait is a number of seconds, 0 to 30.")
        .max(30, "wait is a number of seconds, 0 to 30.")
        .default(0)
        .describe("Answer when the item is decided, or after so many seconds")
        .openapi({ example: 30 }),
    }),
  },
  responses: { 200: jsonAnswer(itemSchema, "The item") },
});

const history = keyCall("item.read", {
  method: "get",
  path: "/items/{id}/history",
  tags,
  summary: "An item's story",
  description:
    "Input, predictions, verdicts that are final, and decisions. Predictions are left out while a person may have to " +
    "answer without knowing them, unless the key has the scope audit:read.",
  request: { params: id },
  responses: { 200: jsonAnswer(itemHistorySchema, "The story") },
});

const itemsPerTransaction = 250;

const storable = (text: string) => text.isWellFormed() && !text.includes("\u0000");

const list = keyCall("item.read", {
  method: "get",
  path: "/use-cases/{slug}/items",
  tags,
  summary: "List items, newest first",
  request: {
    params: slug,
    query: z.strictObject({
      externalId: z.string().max(200).refine(storable, "This text cannot be an external id.").optional(),
      status: z.enum(["decided", "in_review", "unusable"]).optional(),
      outcome: z.string().max(64).refine(storable, "This text cannot be an outcome.").optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: { 200: jsonAnswer(itemPageSchema, "A page of items") },
});

/** Items: send, look up, wait, list. */
export function addItemCalls(api: Api): void {
  api.openapi(submit, async (c) => {
    const body = await readJson(c.req.raw);
    const { submission, requestId } = await submitOne(c.var.actor, c.req.valid("param").slug, body);
    c.set("requestId", requestId);
    if (!submission.ok) throw submission.error;
    return submission.created ? c.json(submission.item, 201) : c.json(submission.item, 200);
  });

  api.openapi(submitMany, async (c) => {
    const { actor, requestId } = c.var;
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const results = await submitBatch({
      requestId,
      entries: await readBatch(c.req.raw, "items"),
      chunkSize: itemsPerTransaction,
      take: async (items) => {
        const submissions = await submitItems({ actor, requestId }, { useCaseId, items });
        return submissions.map((submission) => (submission.ok ? submission.item : submission.error));
      },
    });
    return c.json({ results }, 200);
  });

  api.openapi(find, async (c) => {
    const itemId = requireItemId(c.req.valid("param").id);
    const { wait } = c.req.valid("query");
    const found =
      wait === 0 ? await findItemView(itemId) : await waitForDecision(itemId, wait * 1000, c.req.raw.signal);
    if (found === null) throw noSuchItem();
    return c.json(found.view, 200);
  });

  api.openapi(history, async (c) => {
    const withHidden = may(c.var.actor, "audit.read", null);
    const found = await findItemHistory(requireItemId(c.req.valid("param").id), { withHidden });
    if (found === null) throw noSuchItem();
    return c.json(found.history, 200);
  });

  api.openapi(list, async (c) => {
    const { limit, cursor, externalId, status, outcome } = c.req.valid("query");
    const useCase = await requireUseCase(c.var.actor, c.req.valid("param").slug, "item.read");
    const filter = {
      ...(externalId !== undefined && { externalId }),
      ...(status !== undefined && { status }),
      ...(outcome !== undefined && { outcome }),
    };
    const before = cursor === undefined ? null : decodeCursor(cursor);
    const rows = await listItemViews(useCase.id, filter, limit + 1, before);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return c.json({ items, nextCursor: last === undefined ? null : encodeCursor(last.id) }, 200);
  });
}
