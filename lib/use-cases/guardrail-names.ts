import type { GuardrailNames } from "@/lib/engine/guardrail-text";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** How a use case calls its fields and outcomes, for guardrails in words. */
export function guardrailNames({ fields, outcomes }: Pick<Definition, "fields" | "outcomes">): GuardrailNames {
  const labels = (those: readonly { key: string; label: string }[]) =>
    Object.fromEntries(those.map(({ key, label }) => [key, label]));
  return { fields: labels(fields), outcomes: labels(outcomes) };
}
