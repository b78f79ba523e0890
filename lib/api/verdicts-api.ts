import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { exampleOverride, exampleReopen, exampleSlug, exampleVerdicts } from "@/lib/api/examples";
import { requireItem } from "@/lib/api/find-item";
import { requireUseCaseId } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { problemSchema } from "@/lib/api/problem-schema";
import { readBatch } from "@/lib/api/read-batch";
import { readJsonObject } from "@/lib/api/read-json";
import { submitBatch } from "@/lib/api/submit-batch";
import { overrideDecision } from "@/lib/items/override-decision";
import { findPendingOverride } from "@/lib/items/pending-override-query";
import { reopenItem } from "@/lib/items/reopen-item";
import { submitVerdicts } from "@/lib/items/submit-verdicts";
import { undoOverride } from "@/lib/items/undo-override";
import { AppError } from "@/lib/platform/errors";

const tags = ["Verdicts"];
const slug = z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) });
const id = z.object({ id: z.string().describe("The item's id").openapi({ example: "ITEM_ID" }) });
const moment = z.iso.datetime();

/** Verdicts do little besides being stored, so more of them fit into one transaction than items. */
const verdictsPerTransaction = 1000;

const verdictShape = {
  id: z.uuid(),
  itemId: z.uuid(),
  externalId: z.string(),
  reviewer: z.string(),
  at: moment,
  suggestionVisible: z.boolean(),
  secondsSpent: z.number().nullable(),
};

const verdictSchema = z
  .union([z.object({ ...verdictShape, outcome: z.string() }), z.object({ ...verdictShape, value: z.number() })])
  .openapi("Verdict");

const answerSchema = {
  outcome: z.string().min(1).max(64).optional(),
  value: z.number().optional().describe("In place of an outcome: a regression's number"),
};

/** What an override is sent as, for the document; `overrideDecision` checks it. */
export const overrideBodySchema = z
  .object({
    ...answerSchema,
    reason: z.string().min(1).max(2000),
    reasonCode: z.string().optional().describe("One of the use case's reason codes; needed where it requires one"),
  })
  .openapi("OverrideBody");

/** What a re-opening is sent as, for the document; `reopenItem` checks it. */
export const reopenBodySchema = z.object({ reason: z.string().min(1).max(2000) }).openapi("ReopenBody");

const overrideSchema = z
  .object({
    itemId: z.uuid(),
    reviewId: z.uuid(),
    reviewer: z.string().describe("Whose override it is on record: the key's name"),
    takesEffectAt: moment.describe("Until then a person can take it back, and callers are told the earlier decision"),
  })
  .openapi("Override");

const body = (name: string, example: object) => ({
  required: true,
  content: { "application/json": { schema: reference(name), example } },
});

const submitMany = keyCall("verdict.submit", {
  method: "post",
  path: "/use-cases/{slug}/verdicts/batch",
  tags,
  summary: "Send up to 10,000 verdicts of people who work in another system",
  description:
    "As JSON, or as NDJSON with one verdict per line. They count as final reviews by named external reviewers: on an " +
    "item that waits for people each takes the place of one of them, and differences from the model and from other " +
    "people open disagreements. The same verdict of the same reviewer on the same item can be sent again; a different " +
    "one is a problem. Each is answered in its place, and a bad one does not fail the others.",
  request: {
    params: slug,
    body: {
      required: true,
      content: {
        "application/json": { schema: reference("VerdictBatch"), example: exampleVerdicts },
        "application/x-ndjson": { schema: { type: "string", description: "One verdict per line" } },
      },
    },
  },
  responses: {
    200: jsonAnswer(
      z
        .object({
          results: z
            .array(z.union([verdictSchema, problemSchema]))
            .describe("In the order of the verdicts: each a verdict or a problem"),
        })
        .openapi("VerdictBatchResult"),
      "One answer per verdict, in order",
    ),
  },
});

const override = keyCall("decision.override", {
  method: "post",
  path: "/items/{id}/override",
  tags,
  summary: "Override an item's decision",
  description:
    "A new outcome in place of the decision in force, or in place of the reviews that an item waits for. It takes effect " +
    "when the time to take it back is over. On record it is by the key, under the key's name. The same override sent " +
    "again within that time answers as the first.",
  request: { params: id, body: body("OverrideBody", exampleOverride) },
  responses: { 200: jsonAnswer(overrideSchema, "It will take effect") },
});

const undo = keyCall("decision.override", {
  method: "delete",
  path: "/items/{id}/override",
  tags,
  summary: "Take an override back",
  description:
    "While the time to take it back lasts (`takesEffectAt` of the override), by any key that may override. The decision " +
    "stays as it was; both are on record. Afterwards there is nothing to take back: override again.",
  request: { params: id },
  responses: { 200: jsonAnswer(z.object({ itemId: z.uuid(), reviewId: z.uuid() }), "It does not take effect") },
});

const reopen = keyCall("decision.override", {
  method: "post",
  path: "/items/{id}/reopen",
  tags,
  summary: "Have a decided item reviewed again",
  description:
    "A person who has not answered the item is asked, without knowing what was decided. The decision stays in force, and " +
    "is superseded where their verdict differs.",
  request: { params: id, body: body("ReopenBody", exampleReopen) },
  responses: { 200: jsonAnswer(z.object({ itemId: z.uuid() }), "It waits for a person") },
});

/** Verdicts that do not come from our desk, and what replaces decisions. */
export function addVerdictCalls(api: Api): void {
  api.openapi(submitMany, async (c) => {
    const { actor, requestId } = c.var;
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const results = await submitBatch({
      requestId,
      entries: await readBatch(c.req.raw, "verdicts"),
      chunkSize: verdictsPerTransaction,
      take: async (verdicts) => {
        const submissions = await submitVerdicts({ actor, requestId }, { useCaseId, verdicts });
        return submissions.map((submission) => (submission.ok ? submission.verdict : submission.error));
      },
    });
    return c.json({ results }, 200);
  });

  api.openapi(override, async (c) => {
    const { useCaseId, itemId } = await requireItem(c.req.valid("param").id);
    const { outcome, value, ...rest } = await readJsonObject(c.req.raw);
    const answer = value === undefined ? { outcome } : outcome === undefined ? { value } : { outcome, value };
    const input = { reasonCode: null, ...rest, useCaseId, itemId, answer };
    const { reviewId, reviewer, takesEffectAt } = await overrideDecision(
      c.var,
      input as Parameters<typeof overrideDecision>[1],
    );
    return c.json({ itemId, reviewId, reviewer, takesEffectAt }, 200);
  });

  api.openapi(undo, async (c) => {
    const { useCaseId, itemId } = await requireItem(c.req.valid("param").id);
    const reviewId = await findPendingOverride(itemId);
    if (reviewId === null) {
      throw new AppError("undo_closed", "No override of this item waits to take effect. What has taken effect stays.");
    }
    await undoOverride(c.var, { useCaseId, reviewId });
    return c.json({ itemId, reviewId }, 200);
  });

  api.openapi(reopen, async (c) => {
    const { useCaseId, itemId } = await requireItem(c.req.valid("param").id);
    const input = { ...(await readJsonObject(c.req.raw)), useCaseId, itemId };
    await reopenItem(c.var, input as Parameters<typeof reopenItem>[1]);
    return c.json({ itemId }, 200);
  });
}
