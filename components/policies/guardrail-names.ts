import { type GuardrailNames, guardrailText } from "@/lib/engine/guardrail-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";

/** How the guardrails of these settings are called, by key; of the same key, the last settings' counts. */
export function guardrailNamesOf(
  among: readonly Pick<PolicySettings, "guardrails">[],
  names: GuardrailNames,
): Record<string, string> {
  const all = among.flatMap(({ guardrails }) => guardrails);
  return Object.fromEntries(all.map((guardrail) => [guardrail.key, guardrailText(guardrail, names)]));
}
