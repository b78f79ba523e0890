import { z } from "@hono/zod-openapi";
import { type Api, reference } from "@/lib/api/api";
import { readJsonObject } from "@/lib/api/read-json";
import type { CommandContext } from "@/lib/command";
import { endpointSchema, endpointSecretsSchema } from "@/lib/inference/endpoint-schema";
import { addRemoteModel } from "@/lib/models/add-remote-model";
import { AppError } from "@/lib/platform/errors";

/** One for each kind of server: what stands beside `backend` differs. */
const bodySchemas = endpointSchema.options.map((option) => {
  const { backend, ...endpoint } = option.shape;
  return z.object({
    name: z.string().max(200).describe("For people"),
    backend,
    endpoint: z.object(endpoint).describe("Where the server is and how it is asked; no secret"),
    secrets: endpointSecretsSchema.describe("A value for each header that the endpoint names; never given back"),
    mapping: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("As Mapping says. Left out: what the server says of its model, where nothing of it is a guess"),
  });
});

const bodyName = "RemoteModel";

/** The body's place in the document. */
export function registerRemoteModel(api: Api): void {
  api.openAPIRegistry.register(bodyName, z.union(bodySchemas).describe("A model on a model server"));
}

/** A model server as an alternative to a file, in the call's declaration. */
export const remoteModelContent = {
  "application/json": {
    schema: reference(bodyName),
    example: {
      name: "Gradient boosting, March",
      backend: "open_inference",
      endpoint: {
        url: "https://models.example.com:8000",
        model: "income",
        version: "3",
        headers: ["Authorization"],
        timeoutMs: 2000,
        concurrency: 4,
        batchRows: 32,
      },
      secrets: { Authorization: "Bearer TOKEN" },
    },
  },
};

const knownKeys: readonly string[] = ["name", "backend", "endpoint", "secrets", "mapping"];

/** Adds the model that a JSON body names. `addRemoteModel` checks what its members hold. */
export async function addModelOnServer(context: CommandContext, useCaseId: string, request: Request) {
  const { name, backend, endpoint, ...rest } = await readJsonObject(request);
  const strange = Object.keys(rest).filter((key) => !knownKeys.includes(key));
  if (strange.length > 0) {
    throw new AppError("invalid_input", "Some of this cannot be accepted.", {
      problems: strange.map((key) => ({ path: key.slice(0, 80), message: "There is no such field here." })),
    });
  }
  const input = { useCaseId, name, endpoint: withBackend(endpoint, backend), ...rest };
  const model = await addRemoteModel(context, input as Parameters<typeof addRemoteModel>[1]);
  return { ...model, sha256: null, originalSha256: null, repairs: [] };
}

function withBackend(endpoint: unknown, backend: unknown): unknown {
  return typeof endpoint === "object" && endpoint !== null ? { ...endpoint, backend } : endpoint;
}
