import { z } from "@hono/zod-openapi";
import { type Api, keyCall } from "@/lib/api/api";
import { exampleSlug } from "@/lib/api/examples";
import { requireUseCase } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { requireMediaType } from "@/lib/api/read-body";
import { withModelUpload } from "@/lib/api/read-model-upload";
import { addModelOnServer, registerRemoteModel, remoteModelContent } from "@/lib/api/remote-models-api";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { createModel } from "@/lib/models/create-model";
import { repairSchema } from "@/lib/models/repair-schema";

const mapping = mappingSchema.describe("How fields reach tensors, and what outputs mean").openapi("Mapping");

const create = keyCall("model.create", {
  method: "post",
  path: "/use-cases/{slug}/models",
  tags: ["Models"],
  summary: "Add a model version",
  description:
    "An ONNX file and its mapping from fields to tensors. The file is checked (what it would read or run from elsewhere " +
    "is refused), repaired where real exports need that, and tried out on an item. Without a mapping, the one that the " +
    "file suggests is taken where nothing of it is a guess; else the answer is 422 with the proposal and its questions: " +
    "correct it and send it along. JSON in place of a form names a model on a model server, which is asked for a " +
    "prediction before it is added. The version counts for nothing until a policy names it champion.",
  request: {
    params: z.object({ slug: z.string().describe("The use case").openapi({ example: exampleSlug }) }),
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          example: {
            name: "Gradient boosting, March",
            file: "@model.onnx",
            mapping: "@mapping.json",
            reference: "@training.csv",
          },
          schema: {
            type: "object",
            required: ["name"],
            properties: {
              file: { type: "string", format: "binary", description: "The ONNX file" },
              name: { type: "string", description: "For people" },
              mapping: { type: "string", description: "JSON: how fields reach tensors, and what outputs mean" },
              reference: {
                type: "string",
                format: "binary",
                description:
                  "CSV with a header: the rows that it was trained on, summed up to tell when the data drifts",
              },
              backend: {
                type: "string",
                enum: ["onnx", "supplied"],
                description: "supplied: the caller sends the predictions with the items, and there is no file",
              },
            },
          },
        },
        ...remoteModelContent,
      },
    },
  },
  responses: {
    201: jsonAnswer(
      z
        .object({
          id: z.uuid(),
          version: z.int().describe("What a policy names as champion"),
          sha256: z.string().nullable().describe("Of the file that runs: after repairs"),
          originalSha256: z.string().nullable().describe("Of the file as it was sent"),
          repairs: z
            .array(repairSchema)
            .describe("What was changed so that it runs here; its scores stay what they were"),
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
  registerRemoteModel(api);
  api.openapi(create, async (c) => {
    const { id: useCaseId, definition } = await requireUseCase(c.var.actor, c.req.valid("param").slug, "model.create");
    const type = requireMediaType(c.req.raw, ["multipart/form-data", "application/json"]);
    if (type === "application/json") return c.json(await addModelOnServer(c.var, useCaseId, c.req.raw), 201);
    const model = await withModelUpload(c.req.raw, definition, (upload) =>
      createModel(c.var, { useCaseId, ...upload }),
    );
    return c.json(model, 201);
  });
}
