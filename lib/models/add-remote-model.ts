import "server-only";
import { z } from "zod";
import { command, Outdated } from "@/lib/command";
import {
  type Endpoint,
  type EndpointSecrets,
  endpointSchema,
  endpointSecretsSchema,
  secretProblems,
} from "@/lib/inference/endpoint-schema";
import type { Mapping } from "@/lib/inference/mapping-schema";
import type { PredictionFailureCode } from "@/lib/inference/prediction";
import type { ModelDescription } from "@/lib/inference/tensor";
import { signatureJson } from "@/lib/models/add-version";
import { type InspectedServer, inspectServer } from "@/lib/models/inspect-server";
import { mappingNeeded } from "@/lib/models/mapping-needed";
import { tensorText } from "@/lib/models/tensor-text";
import { lockShared } from "@/lib/platform/advisory-lock";
import { canonicalJson, canonicalSha256 } from "@/lib/platform/canonical-json";
import { newId } from "@/lib/platform/clock";
import { Prisma, type Transaction } from "@/lib/platform/database";
import { AppError, type Problem } from "@/lib/platform/errors";
import { openSecret, sealSecret } from "@/lib/platform/secret-box";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  name: z.string().trim().min(1, "A model needs a name.").max(200, "At most 200 characters."),
  endpoint: endpointSchema,
  secrets: endpointSecretsSchema,
  /** As in mapping-schema.ts; without one, what the server's names suggest where that is unambiguous. */
  mapping: z.unknown().optional(),
});

type RemoteModelInput = z.output<typeof inputSchema>;

interface PreparedServer {
  definitionVersion: number;
  mapping: Mapping;
  signature: ModelDescription | null;
  warnings: string[];
}

/** The new version, or the one that is the same in all of name, endpoint, secrets and mapping. */
export interface AddedRemoteModel {
  id: string;
  version: number;
  mapping: Mapping;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

/** Failures of one item that say nothing against the model. */
const ofTheItem: readonly PredictionFailureCode[] = ["missing_input", "bad_input"];

function refuse(message: string, problems: readonly Problem[] = []): AppError {
  return new AppError("invalid_model", message, { problems });
}

function missingMapping({ status, signature, proposal }: InspectedServer): AppError {
  if (!status.reachable) return refuse(status.message ?? "The model server cannot be reached.");
  if (proposal !== null) return mappingNeeded(proposal);
  const what =
    signature === null
      ? "The server does not say what its model takes and gives."
      : `The model takes ${signature.inputs.map(tensorText).join(", ")} and gives ${signature.outputs.map(tensorText).join(", ")}.`;
  const message = `This model needs a mapping from fields to its inputs, and from its outputs to outcomes. ${what}`;
  return refuse(message, [{ path: "mapping", message }]);
}

/** The mapping and the warnings of a server that gave an answer; throws `invalid_model` where it did not. */
function usable(found: InspectedServer): { mapping: Mapping; warnings: string[] } {
  if (found.problems.length > 0) {
    throw refuse("The mapping does not fit this model server and this use case.", found.problems);
  }
  if (found.mapping === null || found.tried === null) throw missingMapping(found);
  const { answer, madeUp } = found.tried;
  if (answer.ok) return { mapping: found.mapping, warnings: found.warnings };
  const { code, message } = answer.failure;
  if (!ofTheItem.includes(code)) throw refuse(`Tried out on an item, the model gave no answer. ${message}`);
  const what = madeUp ? "a made-up item" : "the latest item";
  const warning = `Tried out on ${what}, the model gave no answer. ${message}`;
  return { mapping: found.mapping, warnings: [...found.warnings, warning] };
}

/**
 * Adds a model that runs on a model server, as a new version. It is asked for a prediction first. The secrets are stored
 * encrypted, bound to the version, and are in no event and no answer. It counts for nothing until a policy names it.
 */
export const addRemoteModel = command<RemoteModelInput, PreparedServer, AddedRemoteModel>({
  name: "add-remote-model",
  permission: "model.create",
  input: inputSchema,
  useCaseId: (input) => input.useCaseId,
  prepare: async ({ input }) => {
    const useCase = await findUseCase(input.useCaseId);
    if (useCase === null) throw new AppError("not_found", "There is no such use case.");
    const problems = secretProblems(input.endpoint, input.secrets);
    if (problems.length > 0) throw new AppError("invalid_input", "The secret headers are not complete.", { problems });
    const found = await inspectServer(useCase, input, input.mapping);
    return { definitionVersion: useCase.definitionVersion, signature: found.signature, ...usable(found) };
  },
  commit: async ({ tx, input, prepared, actor, now }) => {
    await lockShared(tx, input.useCaseId);
    const useCase = await findUseCase(input.useCaseId, tx);
    if (useCase?.definitionVersion !== prepared.definitionVersion) throw new Outdated();
    const { mapping, warnings, signature } = prepared;
    const { endpoint, secrets, name } = input;
    // Read before the same one is looked for: of two at once, one then fails on the number, and looks again.
    const version = await nextVersion(tx, useCase.id);
    const known = await findSame(tx, input, mapping);
    if (known !== null) return { result: { ...known, mapping, warnings }, unchanged: true };
    const id = newId();
    await tx.modelVersion.create({
      data: {
        id,
        useCaseId: useCase.id,
        version,
        name,
        backend: endpoint.backend,
        endpoint: { ...endpoint },
        secrets: endpoint.headers.length === 0 ? null : sealSecret(JSON.stringify(secrets), id),
        mapping,
        signature: signature === null ? Prisma.DbNull : signatureJson(signature),
        authorId: actor.kind === "user" ? actor.id : null,
        authorName: actor.kind === "user" ? "" : actor.name,
        createdAt: now,
      },
    });
    return {
      result: { id, version, mapping, warnings },
      events: [
        {
          type: "model.created",
          useCase: { id: useCase.id, slug: useCase.slug },
          subject: { type: "model", id },
          newSubject: true,
          model: { id, version, sha256: null },
          detail: { ...endpointFacts(endpoint), mappingSha256: canonicalSha256(mapping).toString("hex") },
        },
      ],
    };
  },
});

/** What the audit log keeps of an endpoint in clear; the hash stands for the rest of it. */
function endpointFacts(endpoint: Endpoint) {
  const { backend, url, model, version, headers } = endpoint;
  return {
    backend,
    url,
    model,
    ...(version !== undefined && { version }),
    headers,
    endpointSha256: canonicalSha256(endpoint).toString("hex"),
  };
}

async function nextVersion(tx: Transaction, useCaseId: string): Promise<number> {
  const latest = await tx.modelVersion.findFirst({
    where: { useCaseId },
    orderBy: { version: "desc" },
    select: { version: true },
  });
  return (latest?.version ?? 0) + 1;
}

function storedSecrets(box: Uint8Array | null, id: string): EndpointSecrets {
  return box === null ? {} : endpointSecretsSchema.parse(JSON.parse(openSecret(box, id)));
}

/** A version that is the same in all that was given, so that a retry adds nothing. */
async function findSame(
  tx: Transaction,
  { useCaseId, name, endpoint, secrets }: RemoteModelInput,
  mapping: Mapping,
): Promise<{ id: string; version: number } | null> {
  const versions = await tx.modelVersion.findMany({
    where: { useCaseId, name, backend: endpoint.backend },
    select: { id: true, version: true, endpoint: true, mapping: true, secrets: true },
  });
  const wanted = canonicalJson([endpoint, mapping]);
  const same = versions.find(
    (row) =>
      canonicalJson([row.endpoint, row.mapping]) === wanted &&
      canonicalJson(storedSecrets(row.secrets, row.id)) === canonicalJson(secrets),
  );
  return same === undefined ? null : { id: same.id, version: same.version };
}
