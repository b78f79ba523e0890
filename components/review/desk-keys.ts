import type { DeskCommand, DeskKeys } from "@/lib/access/preferences-schema";
import type { Desk } from "@/lib/review/desk-view";

/** Where a key was pressed, as far as keys care. */
export type KeyPlace = "page" | "note" | "number" | "field" | "button" | "dialog";

/** What a key asks the desk to do. */
export type Intent =
  | { kind: "choose"; outcome: string }
  /** The answer of that place, counted from 0, to the question that stands where the outcomes were. */
  | { kind: "option"; index: number }
  | { kind: "confirm" | "help" | "leave_field" | "back" }
  | { kind: DeskCommand };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  /** The key is being held. */
  repeat: boolean;
}

/** What keys mean just now. */
export interface KeyMeaning {
  outcomes: Desk["outcomes"];
  keys: DeskKeys;
  /** A question stands where the outcomes were: digits and Enter answer it, Escape leads back. */
  asking: boolean;
}

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

/** The key that a command has here; null where an outcome of the use case has that key. */
export function keyOfCommand(outcomes: Desk["outcomes"], keys: DeskKeys, command: DeskCommand): string | null {
  return outcomes.some((outcome) => outcome.hotkey === keys[command]) ? null : keys[command];
}

function commandOf(key: string, { outcomes, keys }: KeyMeaning): Exclude<Intent["kind"], "choose" | "option"> | null {
  if (key === "Enter") return "confirm";
  if (key === "Backspace") return "undo";
  if (key === "/") return "note";
  if (key === "?") return "help";
  const commands = Object.keys(keys) as DeskCommand[];
  return commands.find((command) => keyOfCommand(outcomes, keys, command) === key) ?? null;
}

/**
 * What a key press means at the desk; null: nothing, it is somebody else's. A held key never means anything. Keys yield
 * to typing and to dialogs (where only the keys that opened them close them); a number field lets through what cannot be
 * part of a number.
 */
export function intentOf(press: KeyPress, place: KeyPlace, meaning: KeyMeaning): Intent | null {
  const { ctrlKey, metaKey, altKey, repeat } = press;
  if (repeat || altKey) return null;
  const modified = ctrlKey || metaKey;
  if (place === "note" || place === "number") return intentWhileWriting(press, place, meaning);
  if (modified || place === "field") return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (meaning.asking && place !== "dialog") return intentWhileAsking(key, place, meaning);
  const kind = commandOf(key, meaning);
  if (place === "dialog") return kind === "guideline" || kind === "help" ? { kind } : null;
  // A focused button or link keeps its own Enter.
  if (place === "button" && key === "Enter") return null;
  if (kind !== null) return { kind };
  const outcome = outcomeOfKey(meaning.outcomes, key);
  return outcome === null ? null : { kind: "choose", outcome };
}

function intentWhileWriting(press: KeyPress, place: "note" | "number", meaning: KeyMeaning): Intent | null {
  const { key, ctrlKey, metaKey, shiftKey } = press;
  const modified = ctrlKey || metaKey;
  const oneLine = place === "number" || meaning.asking;
  if (key === "Enter" && (modified || (oneLine && !shiftKey))) return { kind: "confirm" };
  if (modified) return null;
  if (key === "Escape") return { kind: meaning.asking ? "back" : "leave_field" };
  if (place === "note" || key === "Backspace") return null;
  const kind = /^[a-z?/]$/i.test(key) ? commandOf(key.toLowerCase(), meaning) : null;
  return kind === null ? null : { kind };
}

function intentWhileAsking(key: string, place: KeyPlace, meaning: KeyMeaning): Intent | null {
  if (key === "Escape" || key === "Backspace") return { kind: "back" };
  if (key === "Enter") return place === "button" ? null : { kind: "confirm" };
  if (/^[1-9]$/.test(key)) return { kind: "option", index: Number(key) - 1 };
  const kind = commandOf(key, meaning);
  return kind === "note" || kind === "guideline" || kind === "help" ? { kind } : null;
}
