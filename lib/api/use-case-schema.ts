import { z } from "@hono/zod-openapi";
import { modes } from "@/lib/engine/mode";

/** A use case as the API answers it. */
export const useCaseSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    definition: z.unknown().openapi({
      allOf: [{ $ref: "#/components/schemas/Definition" }],
      description: "Complete; can be sent back as it is",
    }),
    definitionVersion: z.int(),
    mode: z.enum(modes).describe("The rung in force"),
    policyVersion: z.int(),
    halted: z.boolean(),
    champion: z.object({ version: z.int(), name: z.string(), sha256: z.string().nullable() }).nullable(),
  })
  .openapi("UseCase");

export const useCaseListSchema = z.object({ useCases: z.array(useCaseSchema) }).openapi("UseCaseList");
