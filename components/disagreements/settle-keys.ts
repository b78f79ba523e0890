import { type KeyPlace, type KeyPress, outcomeOfKey } from "@/components/review/desk-keys";
import type { DisagreementView } from "@/lib/disagreements/disagreement-view";
import { rootCauses } from "@/lib/disagreements/settlement-schema";
import type { RootCause } from "@/lib/platform/generated/prisma/enums";

/** What the keys choose just now: the outcome, or what went wrong. */
export type SettleStep = "outcome" | "cause";

export type SettleIntent =
  | { kind: "outcome"; outcome: string }
  | { kind: "unusable" }
  | { kind: "cause"; cause: RootCause }
  | { kind: "confirm" | "back" | "note" | "proposal" | "undo" | "next" | "leave_field" };

const commands: Readonly<Record<string, "note" | "proposal" | "undo" | "next">> = {
  n: "note",
  p: "proposal",
  u: "undo",
  j: "next",
};

/** The key that says that the input is unusable; null where an outcome has it. */
export function unusableKey(outcomes: DisagreementView["outcomes"]): string | null {
  return outcomes.some(({ hotkey }) => hotkey === "x") ? null : "x";
}

/**
 * What a key press asks for where a disagreement is settled; null: nothing, it is somebody else's. First the keys choose
 * the outcome, then digits choose the cause; Escape goes back. Outcomes keep their keys against commands.
 */
export function settleIntentOf(
  press: Omit<KeyPress, "shiftKey">,
  place: KeyPlace,
  { outcomes, step }: { outcomes: DisagreementView["outcomes"]; step: SettleStep },
): SettleIntent | null {
  const { key, ctrlKey, metaKey, altKey, repeat } = press;
  if (repeat || altKey || place === "dialog" || place === "field") return null;
  const writing = place === "note" || place === "number";
  if (writing) {
    if (key === "Escape") return { kind: "leave_field" };
    return key === "Enter" && (place === "number" || ctrlKey || metaKey) ? { kind: "confirm" } : null;
  }
  if (ctrlKey || metaKey) return null;
  if (key === "Enter") return place === "button" ? null : { kind: "confirm" };
  const pressed = key.toLowerCase();
  if (step === "cause") {
    if (key === "Escape" || key === "Backspace") return { kind: "back" };
    const cause = /^[1-9]$/.test(key) ? rootCauses[Number(key) - 1] : undefined;
    if (cause !== undefined) return { kind: "cause", cause };
  } else {
    const outcome = outcomeOfKey(outcomes, pressed);
    if (outcome !== null) return { kind: "outcome", outcome };
    if (pressed === unusableKey(outcomes)) return { kind: "unusable" };
  }
  const command = commands[pressed];
  return command === undefined ? null : { kind: command };
}
