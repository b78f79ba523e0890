import type { Desk } from "@/lib/review/desk-view";

/** Where a key was pressed, as far as keys care. */
export type KeyPlace = "page" | "note" | "number" | "field" | "button" | "dialog";

/** What a key asks the desk to do. */
export type Intent =
  | { kind: "choose"; outcome: string }
  | { kind: "confirm" | "skip" | "opinion" | "undo" | "note" | "leave_field" | "guideline" | "help" };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** The key is being held. */
  repeat: boolean;
}

type Command = "confirm" | "skip" | "opinion" | "undo" | "note" | "guideline" | "help";

const commands: Record<string, Command> = {
  Enter: "confirm",
  s: "skip",
  o: "opinion",
  u: "undo",
  Backspace: "undo",
  n: "note",
  "/": "note",
  g: "guideline",
  "?": "help",
};

/** The outcome's own key, or its place in the list where no outcome claims that digit. */
export function outcomeOfKey(outcomes: Desk["outcomes"], key: string): string | null {
  const own = outcomes.find((outcome) => outcome.hotkey !== "" && outcome.hotkey === key);
  if (own !== undefined) return own.key;
  return /^[1-9]$/.test(key) ? (outcomes[Number(key) - 1]?.key ?? null) : null;
}

/** The key that is printed at an outcome. */
export function keyOfOutcome(outcomes: Desk["outcomes"], index: number): string | null {
  const hotkey = outcomes[index]?.hotkey ?? "";
  if (hotkey !== "") return hotkey;
  const digit = String(index + 1);
  return index < 9 && outcomes.every((outcome) => outcome.hotkey !== digit) ? digit : null;
}

/**
 * What a key press means at the desk; null: nothing, it is somebody else's. A held key never means anything. Keys yield
 * to typing and to dialogs (where only the keys that opened them close them); a number field lets through what cannot be
 * part of a number.
 */
export function intentOf(press: KeyPress, place: KeyPlace, outcomes: Desk["outcomes"]): Intent | null {
  const { key, ctrlKey, metaKey, altKey, repeat } = press;
  if (repeat || altKey) return null;
  const writing = place === "note" || place === "number";
  if (writing && key === "Enter" && (ctrlKey || metaKey || place === "number")) return { kind: "confirm" };
  if (ctrlKey || metaKey || place === "field") return null;
  if (writing && key === "Escape") return { kind: "leave_field" };
  if (place === "note") return null;
  const command = commands[key.length === 1 ? key.toLowerCase() : key];
  if (place === "dialog") return command === "guideline" || command === "help" ? { kind: command } : null;
  if (place === "number") return command === undefined || key === "Backspace" ? null : { kind: command };
  // A focused button or link keeps its own Enter.
  if (place === "button" && key === "Enter") return null;
  if (command !== undefined) return { kind: command };
  const outcome = outcomeOfKey(outcomes, key.toLowerCase());
  return outcome === null ? null : { kind: "choose", outcome };
}
