import { z } from "@hono/zod-openapi";
import { type Api, keyCall } from "@/lib/api/api";
import { exampleSlug } from "@/lib/api/examples";
import { requireUseCaseId } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { readModelForm } from "@/lib/api/read-model-form";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { createModel } from "@/lib/models/create-model";

const mapping = mappingSchema.describe("How fields reach tensors, and what outputs mean").openapi("Mapping");

const create = keyCall("model.create", {
  method: "post",
  path: "/use-cases/{slug}/models",
  tags: ["Models"],
  summary: "Add a model version",
  description:
    "An ONNX file and its mapping from fields to tensors. Without a mapping, the one that the file's names suggest is " +
    "taken where it is unambiguous. The version counts for nothing until a policy names it champion.",
  request: {
    params: z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) }),
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          example: { name: "Gradient boosting, March", file: "@model.onnx", mapping: "@mapping.json" },
          schema: {
            type: "object",
            required: ["name"],
            properties: {
              file: { type: "string", format: "binary", description: "The ONNX file" },
              name: { type: "string", description: "For people" },
              mapping: { type: "string", description: "JSON: how fields reach tensors, and what outputs mean" },
              backend: {
                type: "string",
                enum: ["onnx", "supplied"],
                description: "supplied: the caller sends the predictions with the items, and there is no file",
              },
            },
          },
        },
      },
    },
  },
  responses: {
    201: jsonAnswer(
      z
        .object({
          id: z.uuid(),
          version: z.int().describe("What a policy names as champion"),
          sha256: z.string().nullable(),
          mapping: z.union([mapping, z.null()]),
          warnings: z.array(z.string()),
        })
        .openapi("ModelVersion"),
      "Added",
    ),
  },
});

/** Models: add. */
export function addModelCalls(api: Api): void {
  api.openapi(create, async (c) => {
    const useCaseId = await requireUseCaseId(c.req.valid("param").slug);
    const model = await createModel(c.var, { useCaseId, ...(await readModelForm(c.req.raw)) });
    return c.json(model, 201);
  });
}
