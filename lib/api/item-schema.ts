import { z } from "@hono/zod-openapi";
import { problemSchema } from "@/lib/api/problem-schema";
import { modes } from "@/lib/engine/mode";
import { reasonText } from "@/lib/engine/reason-text";
import type { RouteReason } from "@/lib/engine/route-item";

const moment = z.iso.datetime();
const reasons = Object.keys(reasonText) as [RouteReason, ...RouteReason[]];
const decidedBy = z.enum(["model", "human", "fallback"]);

/** An item as the API answers it. */
export const itemSchema = z
  .object({
    id: z.uuid(),
    externalId: z.string(),
    status: z.enum(["decided", "in_review", "unusable"]),
    decision: z
      .union([
        z.object({ outcome: z.string(), decidedBy, at: moment }),
        z.object({ value: z.number(), decidedBy, at: moment }),
      ])
      .nullable(),
    route: z.object({
      mode: z.enum(modes).describe("The rung that this item got"),
      reasons: z.array(z.enum(reasons)),
      policyVersion: z.int(),
      modelVersion: z.int().nullable(),
    }),
    createdAt: moment,
    erasedAt: moment.nullable().describe("Since when its input is erased; null while it is kept"),
  })
  .openapi("Item");

export const itemPageSchema = z
  .object({
    items: z.array(itemSchema),
    nextCursor: z.string().nullable().describe("Send it as cursor for the next page; null on the last one"),
  })
  .openapi("ItemPage");

export const batchResultSchema = z
  .object({
    results: z
      .array(z.union([itemSchema, problemSchema]))
      .describe("In the order of the items: each an item or a problem"),
  })
  .openapi("BatchResult");

const answer = { outcome: z.string().nullable(), value: z.number().nullable() };

/** An item's story. */
export const itemHistorySchema = z
  .object({
    id: z.uuid(),
    externalId: z.string(),
    createdAt: moment,
    erasedAt: moment.nullable().describe("Since when input, entity key and tags are erased; null while they are kept"),
    input: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    entityKey: z.string().nullable(),
    tags: z.array(z.string()),
    route: z.object({
      mode: z.enum(modes),
      reasons: z.array(z.enum(reasons)),
      policyVersion: z.int(),
      modelVersion: z.int().nullable(),
    }),
    predictions: z
      .array(
        z.object({
          modelVersion: z.int(),
          role: z.enum(["champion", "challenger"]),
          supplied: z.boolean(),
          ...answer,
          scores: z.record(z.string(), z.number()).nullable(),
          spread: z.number().nullable(),
          confidence: z.number().nullable(),
          failure: z.object({ code: z.string(), message: z.string() }).nullable(),
          at: moment,
        }),
      )
      .nullable()
      .describe("Null while people must not see them; keys with the scope audit:read always do"),
    reviews: z.array(
      z.object({
        reviewerId: z.uuid().nullable(),
        externalReviewer: z.string().nullable().describe("Somebody who works in another system, by name"),
        ...answer,
        suggestionShownAt: moment.nullable(),
        answeredAt: moment.nullable(),
      }),
    ),
    decisions: z.array(z.object({ seq: z.int(), ...answer, decidedBy, policyVersion: z.int(), at: moment })),
  })
  .openapi("ItemHistory");
