import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";
import { type PolicyPreview, previewPolicy } from "@/lib/policies/preview-policy";
import { resolveSettings } from "@/lib/policies/resolve-settings";
import { findUseCase } from "@/lib/use-cases/use-case-query";

const inputSchema = z.strictObject({
  useCaseId: z.uuid(),
  settings: z.custom<Partial<PolicySettings>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    { error: "The settings are an object." },
  ),
  /** How many of the last items. */
  items: z.union([z.literal(100), z.literal(1_000), z.literal(5_000)]),
});

/**
 * What settings would have made of the last items, beside those in force, and how many milliseconds that took to find
 * out. Throws `invalid_input` with the problems of settings that a change would refuse too. Writes nothing.
 */
export async function previewChange(
  actor: Actor,
  input: z.input<typeof inputSchema>,
): Promise<{ preview: PolicyPreview; tookMs: number }> {
  const { useCaseId, settings, items } = inputSchema.parse(input);
  authorize(actor, "policy.change", useCaseId);
  const began = performance.now();
  const useCase = await findUseCase(useCaseId);
  if (useCase === null) throw new AppError("not_found", "There is no such use case.");
  const resolved = await resolveSettings(database, useCase, { ...useCase.policy.settings, ...settings });
  const preview = await previewPolicy(useCase, resolved, items);
  return { preview, tookMs: Math.round(performance.now() - began) };
}
