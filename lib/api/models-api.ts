import { z } from "@hono/zod-openapi";
import { type Api, keyCall } from "@/lib/api/api";
import { requireUseCase } from "@/lib/api/find-use-case";
import { jsonAnswer } from "@/lib/api/json-answer";
import { parseJson } from "@/lib/api/parse-json";
import { type FormParts, readForm } from "@/lib/api/read-form";
import { refuseJson } from "@/lib/api/read-json";
import { mappingSchema } from "@/lib/inference/mapping-schema";
import { createModel } from "@/lib/models/create-model";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const partNames = ["file", "name", "mapping", "backend"] as const;

const create = keyCall("model.create", {
  method: "post",
  path: "/use-cases/{slug}/models",
  tags: ["Models"],
  summary: "Add a model version",
  description:
    "An ONNX file and its mapping from fields to tensors. Without a mapping, the one that the file's names suggest is " +
    "taken where it is unambiguous. The version counts for nothing until a policy names it champion.",
  request: {
    params: z.object({ slug: z.string().describe("The use case") }),
    body: {
      required: true,
      content: {
        "multipart/form-data": {
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
          mapping: mappingSchema.nullable(),
          warnings: z.array(z.string()),
        })
        .openapi("ModelVersion"),
      "Added",
    ),
  },
});

function textPart(parts: FormParts, name: string): string | undefined {
  const part = parts.get(name);
  return part === undefined || typeof part === "string" ? part : Buffer.from(part).toString("utf8");
}

function filePart(parts: FormParts): Uint8Array<ArrayBuffer> | undefined {
  const part = parts.get("file");
  if (typeof part !== "string") return part;
  const message = "Send the model as a file: curl -F file=@model.onnx";
  throw new AppError("invalid_input", message, { problems: [{ path: "file", message }] });
}

function mappingPart(parts: FormParts): unknown {
  const text = textPart(parts, "mapping");
  if (text === undefined) return undefined;
  const { value, problems } = parseJson(text);
  if (problems.length > 0) throw refuseJson(problems);
  return value;
}

/** Models: add. */
export function addModelCalls(api: Api): void {
  api.openapi(create, async (c) => {
    const { id: useCaseId } = await requireUseCase(c.var.actor, c.req.valid("param").slug, "model.create");
    const parts = await readForm(c.req.raw, env.modelSizeLimitBytes, partNames);
    const bytes = filePart(parts);
    const model = await createModel(c.var, {
      useCaseId,
      name: textPart(parts, "name") ?? "",
      backend: (textPart(parts, "backend") ?? "onnx") as "onnx",
      mapping: mappingPart(parts),
      ...(bytes !== undefined && { bytes }),
    });
    return c.json(model, 201);
  });
}
