import { z } from "@hono/zod-openapi";
import type { JSONValue } from "hono/utils/types";
import { type Api, keyScheme, openCall } from "@/lib/api/api";
import { exportBodySchema } from "@/lib/api/audit-api";
import { erasureBodySchema } from "@/lib/api/erasures-api";
import { haltBodySchema, liftBodySchema } from "@/lib/api/halt-api";
import { jsonAnswer } from "@/lib/api/json-answer";
import { policyChangeSchema, rollbackSchema } from "@/lib/api/policies-api";
import { overrideBodySchema, reopenBodySchema } from "@/lib/api/verdicts-api";
import { itemBodySchema } from "@/lib/items/item-body-schema";
import { verdictBodySchema } from "@/lib/items/verdict-body-schema";
import { software } from "@/lib/platform/software";
import { definitionSchema } from "@/lib/use-cases/definition-schema";

const itemBody = itemBodySchema
  .extend({ input: z.record(z.string(), z.unknown()).describe("By key, as the use case's fields say") })
  .openapi("ItemBody");

/** Bodies that the calls refer to by name: we read them strictly ourselves, so they are no part of the declarations. */
function registerBodies(api: Api): void {
  const { openAPIRegistry: registry } = api;
  registry.register("ItemBody", itemBody);
  registry.register("ItemBatch", z.object({ items: z.array(itemBody).max(10_000) }));
  registry.register("VerdictBatch", z.object({ verdicts: z.array(verdictBodySchema).max(10_000) }));
  registry.register("OverrideBody", overrideBodySchema);
  registry.register("ReopenBody", reopenBodySchema);
  registry.register("Definition", definitionSchema.describe("A use case, as a whole"));
  registry.register("PolicyChange", policyChangeSchema);
  registry.register("Rollback", rollbackSchema);
  registry.register("HaltBody", haltBodySchema);
  registry.register("LiftBody", liftBodySchema);
  registry.register("ErasureBody", erasureBodySchema);
  registry.register("ExportBody", exportBodySchema);
  registry.registerComponent("securitySchemes", keyScheme, {
    type: "http",
    scheme: "bearer",
    description: "An API key (cs_...), made by an admin under Admin, Keys",
  });
}

/** The API's OpenAPI 3.1 document. */
function openApiDocument(api: Api) {
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Countersign",
      version: software.split("/")[1] ?? software,
      description: "Send items, get decisions, bring models. Errors are problem details (RFC 9457).",
    },
    servers: [{ url: "/" }],
  });
}

const readDocument = openCall({
  method: "get",
  path: "/openapi.json",
  tags: ["Service"],
  summary: "This document",
  responses: { 200: jsonAnswer(z.record(z.string(), z.unknown()), "OpenAPI 3.1") },
});

/** Answers with the document, which is put together once. */
export function addDocument(api: Api): void {
  registerBodies(api);
  let document: Record<string, JSONValue> | undefined;
  api.openapi(readDocument, (c) => {
    document ??= JSON.parse(JSON.stringify(openApiDocument(api))) as Record<string, JSONValue>;
    return c.json(document, 200);
  });
}
