import { z } from "@hono/zod-openapi";
import { may } from "@/lib/access/authorize";
import { type Api, keyCall } from "@/lib/api/api";
import { decodeCursor, encodeCursor } from "@/lib/api/cursor";
import {
  disagreementKindSchema,
  disagreementPageSchema,
  disagreementStatusSchema,
} from "@/lib/api/disagreement-schema";
import { exampleSlug } from "@/lib/api/examples";
import { requireUseCase } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { listDisagreementViews } from "@/lib/disagreements/disagreement-api-query";

const list = keyCall("item.read", {
  method: "get",
  path: "/use-cases/{slug}/disagreements",
  tags: ["Disagreements"],
  summary: "List disagreements, newest first",
  description:
    "Where two answers on one item differ, and how people settled it. Answers, confidence and cost are left out while a " +
    "person may have to answer without knowing them, unless the key has the scope audit:read.",
  request: {
    params: z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) }),
    query: z.strictObject({
      status: disagreementStatusSchema.optional().openapi({ example: "open" }),
      kind: disagreementKindSchema.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(100).optional(),
    }),
  },
  responses: { 200: jsonAnswer(disagreementPageSchema, "A page of disagreements") },
});

/** Disagreements: what differs, and how it was settled. */
export function addDisagreementCalls(api: Api): void {
  api.openapi(list, async (c) => {
    const { limit, cursor, status, kind } = c.req.valid("query");
    const { actor } = c.var;
    const useCase = await requireUseCase(actor, c.req.valid("param").slug, "item.read");
    const rows = await listDisagreementViews(
      useCase.id,
      { ...(status !== undefined && { status }), ...(kind !== undefined && { kind }) },
      {
        limit: limit + 1,
        before: cursor === undefined ? null : decodeCursor(cursor),
        withHidden: may(actor, "audit.read", null),
      },
    );
    const disagreements = rows.slice(0, limit);
    const last = rows.length > limit ? disagreements.at(-1) : undefined;
    return c.json({ disagreements, nextCursor: last === undefined ? null : encodeCursor(last.id) }, 200);
  });
}
