import "server-only";
import { checkMapping } from "@/lib/inference/check-mapping";
import type { Endpoint, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { askReadiness, askSignature, type ServerStatus } from "@/lib/inference/remote/ask-server";
import { type TriedServer, tryServer } from "@/lib/inference/remote/try-server";
import type { ModelDescription } from "@/lib/inference/tensor";
import { endpointFit, endpointWarnings } from "@/lib/models/endpoint-fit";
import type { Proposal } from "@/lib/models/proposal-schema";
import { proposeMapping } from "@/lib/models/propose-mapping";
import { trialInputs } from "@/lib/models/trial-inputs-query";
import { AppError, type Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import type { Definition } from "@/lib/use-cases/definition-schema";
import { mappingFit, mappingWarnings } from "@/lib/use-cases/mapping-fit";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What a model server was found to be, asked just now. */
export interface InspectedServer {
  status: ServerStatus;
  /** Null where the server does not say. */
  signature: ModelDescription | null;
  /** As given, or as proposed where nothing is a guess; null where there is none or it does not fit. */
  mapping: Mapping | null;
  /** What the server's names suggest; null where it does not say, or a mapping was given. */
  proposal: Proposal | null;
  /** What is wrong with the mapping; paths start with `mapping`. */
  problems: Problem[];
  /** A real request; null without a mapping. */
  tried: (TriedServer & { /** For there is no item yet. */ madeUp: boolean }) | null;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

const under = (problems: readonly Problem[]): Problem[] =>
  problems.map(({ path, message }) => ({ path: path === "" ? "mapping" : `mapping.${path}`, message }));

/** Null where nothing could bind them. */
async function propose(signature: ModelDescription, definition: Definition): Promise<Proposal | null> {
  const known = { signature, classNames: [], featureNames: null, trainingOrder: null };
  try {
    return await proposeMapping(known, definition, async () => null);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_model") return null;
    throw error;
  }
}

/** What the server says about its tensors is a hint, not always true; whether it fits shows when it is asked. */
function signatureWarnings(endpoint: Endpoint, signature: ModelDescription | null, mapping: Mapping): string[] {
  if (signature === null) return [];
  const namesOnly = endpoint.backend !== "torchserve" && endpoint.answer === "label";
  return checkMapping(signature, mapping)
    .filter(({ path }) => !(namesOnly && path.startsWith("output")))
    .map(({ message }) => `By what the server says of its model: ${message}`);
}

/**
 * Asks a model server whether it is ready, what its tensors are, and for a prediction on an item (`unsealed`: as in
 * trial-inputs-query.ts). Writes nothing.
 */
export async function inspectServer(
  useCase: UseCaseRecord,
  server: { endpoint: Endpoint; secrets: EndpointSecrets },
  rawMapping: unknown,
  { unsealed = false } = {},
): Promise<InspectedServer> {
  const { endpoint } = server;
  const { definition } = useCase;
  const [status, signature] = await Promise.all([askReadiness(server), askSignature(server)]);
  const proposal = rawMapping === undefined && signature !== null ? await propose(signature, definition) : null;
  const found = { status, signature, proposal };
  const raw = rawMapping ?? (proposal?.questions.length === 0 ? proposal.mapping : undefined);
  if (raw === undefined) return { ...found, mapping: null, problems: [], tried: null, warnings: [] };

  const parsed = mappingSchema.safeParse(raw);
  const problems = parsed.success
    ? [...mappingFit(parsed.data, definition), ...endpointFit(endpoint, parsed.data, definition)]
    : zodProblems(parsed.error);
  if (!parsed.success || problems.length > 0) {
    return { ...found, mapping: null, problems: under(problems), tried: null, warnings: [] };
  }
  const mapping = parsed.data;
  const { inputs, madeUp } = await trialInputs(useCase, 1, { unsealed });
  const tried = { ...(await tryServer({ ...server, mapping, signature }, inputs[0] ?? {})), madeUp };
  const warnings = [
    ...endpointWarnings(endpoint, mapping),
    ...signatureWarnings(endpoint, signature, mapping),
    ...mappingWarnings(mapping, definition),
  ];
  return { ...found, mapping, problems: [], tried, warnings };
}
