"use client";
import { useEffect, useLayoutEffect, useRef } from "react";
import { type Intent, intentOf, type KeyMeaning, type KeyPlace } from "@/components/review/desk-keys";

/** Marks the desk's own fields for the keys: `data-desk-field="note"` or `"number"`. */
function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return "page";
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return "dialog";
  const own = target.closest<HTMLElement>("[data-desk-field]")?.dataset.deskField;
  if (own === "note" || own === "number") return own;
  if (target instanceof HTMLInputElement && target.type === "radio") return "page";
  if (target.isContentEditable || target.matches("input, textarea, select")) return "field";
  return target.matches("button, a, summary") ? "button" : "page";
}

/** Turns the keys pressed anywhere on the page into what they ask for. */
export function useDeskKeys(meaning: KeyMeaning, act: (intent: Intent) => void): void {
  const latest = useRef({ meaning, act });
  // Before the browser paints: a key that is pressed as soon as an item is seen means that item.
  useLayoutEffect(() => {
    latest.current = { meaning, act };
  });
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const intent = intentOf(event, placeOf(event.target), latest.current.meaning);
      if (intent === null) return;
      event.preventDefault();
      latest.current.act(intent);
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
