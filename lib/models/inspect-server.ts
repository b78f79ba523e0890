import "server-only";
import { checkMapping } from "@/lib/inference/check-mapping";
import type { Endpoint, EndpointSecrets } from "@/lib/inference/endpoint-schema";
import { type Mapping, mappingSchema } from "@/lib/inference/mapping-schema";
import { askReadiness, askSignature, type ServerStatus } from "@/lib/inference/remote/ask-server";
import { type TriedServer, tryServer } from "@/lib/inference/remote/try-server";
import type { ModelDescription } from "@/lib/inference/tensor";
import { draftMapping } from "@/lib/models/draft-mapping";
import { endpointFit, endpointWarnings } from "@/lib/models/endpoint-fit";
import { sampleInput } from "@/lib/models/sample-input";
import { database } from "@/lib/platform/database";
import type { Problem } from "@/lib/platform/errors";
import { zodProblems } from "@/lib/platform/zod-problems";
import { mappingFit, mappingWarnings } from "@/lib/use-cases/mapping-fit";
import type { ItemInput } from "@/lib/use-cases/parse-input";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** What a model server was found to be, asked just now. */
export interface InspectedServer {
  status: ServerStatus;
  /** Null where the server does not say. */
  signature: ModelDescription | null;
  /** As given, or what the server's names suggest; null where there is none or it does not fit. */
  mapping: Mapping | null;
  /** Nobody gave the mapping, and its names leave no doubt or leave some. */
  proposed: { mapping: object; sure: boolean } | null;
  /** What is wrong with the mapping; paths start with `mapping`. */
  problems: Problem[];
  /** A real request; null without a mapping. */
  tried: (TriedServer & { on: "latest_item" | "made_up_item" }) | null;
  /** Sentences about what works, but not as one might think. */
  warnings: string[];
}

const under = (problems: readonly Problem[]): Problem[] =>
  problems.map(({ path, message }) => ({ path: path === "" ? "mapping" : `mapping.${path}`, message }));

/** The latest item's input, or one made up where there is none. */
async function itemToTry({
  id,
  definition,
}: UseCaseRecord): Promise<{ input: ItemInput; on: "latest_item" | "made_up_item" }> {
  const latest = await database.item.findFirst({
    where: { useCaseId: id },
    orderBy: { id: "desc" },
    select: { input: true },
  });
  if (latest !== null) return { input: latest.input as ItemInput, on: "latest_item" };
  return { input: sampleInput(definition.fields), on: "made_up_item" };
}

/** What the server says about its tensors is a hint, not always true; whether it fits shows when it is asked. */
function signatureWarnings(endpoint: Endpoint, signature: ModelDescription | null, mapping: Mapping): string[] {
  if (signature === null) return [];
  const namesOnly = endpoint.backend !== "torchserve" && endpoint.answer === "label";
  return checkMapping(signature, mapping)
    .filter(({ path }) => !(namesOnly && path.startsWith("output")))
    .map(({ message }) => `By what the server says of its model: ${message}`);
}

/** Asks a model server whether it is ready, what its tensors are, and for a prediction on an item. Writes nothing. */
export async function inspectServer(
  useCase: UseCaseRecord,
  server: { endpoint: Endpoint; secrets: EndpointSecrets },
  rawMapping: unknown,
): Promise<InspectedServer> {
  const { endpoint } = server;
  const { definition } = useCase;
  const [status, signature] = await Promise.all([askReadiness(server), askSignature(server)]);
  const draft = signature === null ? null : draftMapping(signature, definition);
  const proposed = rawMapping === undefined ? draft : null;
  const found = { status, signature, proposed };
  const raw = rawMapping ?? (proposed?.sure === true ? proposed.mapping : undefined);
  if (raw === undefined) return { ...found, mapping: null, problems: [], tried: null, warnings: [] };

  const parsed = mappingSchema.safeParse(raw);
  const problems = parsed.success
    ? [...mappingFit(parsed.data, definition), ...endpointFit(endpoint, parsed.data, definition)]
    : zodProblems(parsed.error);
  if (!parsed.success || problems.length > 0) {
    return { ...found, mapping: null, problems: under(problems), tried: null, warnings: [] };
  }
  const mapping = parsed.data;
  const { input, on } = await itemToTry(useCase);
  const tried = { ...(await tryServer({ ...server, mapping, signature }, input)), on };
  const warnings = [
    ...endpointWarnings(endpoint, mapping),
    ...signatureWarnings(endpoint, signature, mapping),
    ...mappingWarnings(mapping, definition),
  ];
  return { ...found, mapping, problems: [], tried, warnings };
}
