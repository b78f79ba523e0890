import "server-only";
import { z } from "zod";
import { authorize, may } from "@/lib/access/authorize";
import { type CommandContext, checkInput } from "@/lib/command";
import { endpointSchema, endpointSecretsSchema, secretProblems } from "@/lib/inference/endpoint-schema";
import { type InspectedServer, inspectServer } from "@/lib/models/inspect-server";
import { AppError } from "@/lib/platform/errors";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  endpoint: endpointSchema,
  secrets: endpointSecretsSchema,
  /** As in mapping-schema.ts; without one the server is only asked about itself. */
  mapping: z.unknown().optional(),
});

/**
 * Sends a model server a real request on the latest item (or a made-up one), as adding it would, and says what came back
 * and what it means. Writes nothing. What the server does wrong is part of the result; only wrong input throws.
 */
export async function testConnection(
  { actor }: CommandContext,
  rawInput: z.input<typeof inputSchema>,
): Promise<InspectedServer> {
  const input = checkInput(inputSchema, rawInput as z.output<typeof inputSchema>);
  authorize(actor, "model.create", input.useCaseId);
  const useCase = await findUseCase(input.useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const problems = secretProblems(input.endpoint, input.secrets);
  if (problems.length > 0) throw new AppError("invalid_input", "The secret headers are not complete.", { problems });
  // Whoever reviews here must not see a model's answer on an item that they may still have to answer.
  return inspectServer(useCase, input, input.mapping, { unsealed: may(actor, "review.work", useCase.id) });
}
