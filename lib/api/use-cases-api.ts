import { z } from "@hono/zod-openapi";
import { type Api, keyCall, reference } from "@/lib/api/api";
import { exampleDefinition } from "@/lib/api/examples";
import { requireUseCase } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readJsonObject } from "@/lib/api/read-json";
import { useCaseListSchema, useCaseSchema } from "@/lib/api/use-case-schema";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { listVisibleUseCases } from "@/lib/use-cases/use-case-query";
import { viewUseCase } from "@/lib/use-cases/use-case-view";

const tags = ["Use cases"];
const slug = z.object({
  slug: z.string().describe("Lower-case letters, digits and hyphens").openapi({ example: "income-band" }),
});

const define = keyCall("use-case.define", {
  method: "put",
  path: "/use-cases/{slug}",
  tags,
  summary: "Define a use case, or change it",
  description:
    "The definition as a whole. A change that would invalidate stored items is refused with what to do. " +
    "A new use case starts in the mode human_only.",
  request: {
    params: slug,
    body: {
      required: true,
      content: { "application/json": { schema: reference("Definition"), example: exampleDefinition } },
    },
  },
  responses: { 200: jsonAnswer(useCaseSchema, "Changed, or the same"), 201: jsonAnswer(useCaseSchema, "Created") },
});

const list = keyCall("use-case.read", {
  method: "get",
  path: "/use-cases",
  tags,
  summary: "List use cases",
  responses: { 200: jsonAnswer(useCaseListSchema, "All of them, by name") },
});

const find = keyCall("use-case.read", {
  method: "get",
  path: "/use-cases/{slug}",
  tags,
  summary: "Look a use case up",
  request: { params: slug },
  responses: { 200: jsonAnswer(useCaseSchema, "Its definition, the mode in force, and the champion") },
});

/** Use cases: define, list, look up. */
export function addUseCaseCalls(api: Api): void {
  api.openapi(define, async (c) => {
    const definition = (await readJsonObject(c.req.raw)) as DefinitionInput;
    const { useCase, created } = await defineUseCase(c.var, { slug: c.req.valid("param").slug, definition });
    return created ? c.json(useCase, 201) : c.json(useCase, 200);
  });

  api.openapi(list, async (c) => {
    const useCases = await listVisibleUseCases(c.var.actor);
    return c.json({ useCases: useCases.map(viewUseCase) }, 200);
  });

  api.openapi(find, async (c) => {
    const useCase = await requireUseCase(c.var.actor, c.req.valid("param").slug, "use-case.read");
    return c.json(viewUseCase(useCase), 200);
  });
}
