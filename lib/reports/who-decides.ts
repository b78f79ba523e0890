import { automates } from "@/lib/engine/mode";
import { modeName, modeSentence } from "@/lib/engine/mode-text";
import type { PolicySettings } from "@/lib/engine/policy-settings-schema";
import { percentText } from "@/lib/engine/settings-changes";
import { rateText } from "@/lib/statistics/rate-text";

/** Too few items for a share of them to mean anything. */
const fewItems = 20;

/** Who decides now, in one or two sentences, from what was routed under the policy in force. */
export function whoDecides(
  settings: PolicySettings,
  halted: boolean,
  { items, model, answered = 0 }: { items: number; model: number /** By the policy's fallback. */; answered?: number },
): string {
  if (halted) return "Automation is halted: people decide everything.";
  const { mode, baseMode, rampShare } = settings;
  const ramp =
    mode !== baseMode && rampShare < 1
      ? ` ${modeName[mode]} covers ${percentText(rampShare)} of them so far; the others get ${modeName[baseMode]}.`
      : "";
  if (!automates(mode)) return `${modeSentence[mode]}${ramp}`;
  if (items === 0) return `${modeSentence[mode]}${ramp} No item has come since.`;
  if (items < fewItems)
    return `The model decided ${model} of the ${items} items so far${answered === 0 ? "" : `, the fallback ${answered}`}; people decide the rest.${ramp}`;
  const fallback = answered === 0 ? "" : `, the fallback about ${rateText(answered / items)}`;
  return `The model decides about ${rateText(model / items)} of items${fallback}; people decide the rest.${ramp}`;
}
