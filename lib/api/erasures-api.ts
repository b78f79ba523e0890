import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { exampleSlug } from "@/lib/api/examples";
import { requireUseCaseId } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readJsonObject } from "@/lib/api/read-json";
import { checkInput } from "@/lib/command";
import { findErasure } from "@/lib/erasure/erasure-query";
import { erasureStatuses } from "@/lib/erasure/erasure-schema";
import { legalBasisKeys } from "@/lib/erasure/legal-basis";
import { requestErasure } from "@/lib/erasure/request-erasure";
import { listItemViews } from "@/lib/items/item-query";
import { AppError } from "@/lib/platform/errors";

const tags = ["Erasures"];

/** What is to be erased, and why. */
export const erasureBodySchema = z
  .strictObject({
    externalId: z.string().min(1).max(200).optional().describe("One item; or else entityKey"),
    entityKey: z.string().min(1).max(200).optional().describe("All items of this entity; or else externalId"),
    legalBasis: z.enum(legalBasisKeys).describe("The ground, as in Article 17(1) GDPR"),
    reference: z.string().min(1).max(100).describe("The case's number in your own files. No names"),
  })
  .refine((body) => (body.externalId === undefined) !== (body.entityKey === undefined), {
    message: "Give either externalId or entityKey.",
  })
  .openapi("ErasureBody");

const status = z.enum(erasureStatuses);
const moment = z.iso.datetime().nullable();

const ask = keyCall("erasure.request", {
  method: "post",
  path: "/use-cases/{slug}/erasures",
  tags,
  summary: "Ask that an item, or all items of an entity, be erased",
  description:
    "A manager has to approve it, at the page: no key can. Asked again while it waits or is under way, it answers with the " +
    "request that there is. 409 where the items have to be kept for longer (docs/erasure.md).",
  request: {
    params: z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) }),
    body: {
      required: true,
      content: {
        "application/json": {
          schema: reference("ErasureBody"),
          example: { entityKey: "customer-1001", legalBasis: "consent_withdrawn", reference: "Case 2026-117" },
        },
      },
    },
  },
  responses: { 202: jsonAnswer(z.object({ id: z.uuid(), status }), "It waits for a manager") },
});

const look = keyCall("erasure.request", {
  method: "get",
  path: "/erasures/{id}",
  tags,
  summary: "Look what became of a request for erasure",
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: jsonAnswer(
      z.object({
        id: z.uuid(),
        status,
        items: z.int().describe("Items erased so far"),
        blockedBy: z.string().nullable().describe("What keeps it from being carried out, in words"),
        createdAt: z.iso.datetime(),
        settledAt: moment,
        doneAt: moment,
      }),
      "The request",
    ),
  },
});

/** Requests for erasure: keys ask, people approve. */
export function addErasureCalls(api: Api): void {
  api.openapi(ask, async (c) => {
    const { actor, requestId } = c.var;
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const raw = await readJsonObject(c.req.raw);
    const { externalId, entityKey, ...why } = checkInput(erasureBodySchema, raw as z.infer<typeof erasureBodySchema>);
    if (entityKey !== undefined) {
      return c.json(await requestErasure({ actor, requestId }, { kind: "entity", useCaseId, entityKey, ...why }), 202);
    }
    const [item] = await listItemViews(useCaseId, { externalId: externalId ?? "" }, 1, null);
    if (item === undefined) throw new AppError("not_found", "There is no item with this external id.");
    return c.json(await requestErasure({ actor, requestId }, { kind: "item", itemId: item.id, ...why }), 202);
  });

  api.openapi(look, async (c) => {
    const erasure = await findErasure(c.var.actor, c.req.valid("param").id);
    if (erasure === null) throw new AppError("not_found", "There is no such request.");
    const { id, status: became, items, blockedBy, createdAt, settledAt, doneAt } = erasure;
    return c.json({ id, status: became, items, blockedBy, createdAt, settledAt, doneAt }, 200);
  });
}
