import type { GuardrailContext } from "@/lib/engine/guardrail-context";
import { isoMoment } from "@/lib/platform/iso-moment";
import type { Definition } from "@/lib/use-cases/definition-schema";
import type { ItemInput } from "@/lib/use-cases/parse-input";

/** An item's input as guardrails look at it: moments in milliseconds since 1970. */
export function guardedInput(
  { fields }: Pick<Definition, "fields">,
  input: Readonly<ItemInput>,
): GuardrailContext["input"] {
  const moments = fields.filter(({ key, kind }) => kind === "datetime" && typeof input[key] === "string");
  if (moments.length === 0) return input;
  const seen = { ...input };
  for (const { key } of moments) seen[key] = isoMoment(String(input[key]))?.getTime() ?? Number.NaN;
  return seen;
}
