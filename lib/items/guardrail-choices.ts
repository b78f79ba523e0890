import { guardrailText } from "@/lib/engine/guardrail-text";
import { guardrailNames } from "@/lib/use-cases/guardrail-names";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The guardrails that a list of items can be narrowed to: those in force, and one that was and is being looked for. */
export function guardrailChoices(
  { policy, definition }: Pick<UseCaseRecord, "policy" | "definition">,
  wanted: string | undefined,
): { key: string; label: string }[] {
  const names = guardrailNames(definition);
  const choices = policy.settings.guardrails.map((guardrail) => ({
    key: guardrail.key,
    label: guardrailText(guardrail, names),
  }));
  const known = wanted === undefined || choices.some(({ key }) => key === wanted);
  return known ? choices : [...choices, { key: wanted, label: `${wanted} (no longer in force)` }];
}
