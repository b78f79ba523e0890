"use client";
import { useEffect, useRef } from "react";
import { type Intent, intentOf, type KeyPlace } from "@/components/review/desk-keys";
import type { Desk } from "@/lib/review/desk-view";

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
export function useDeskKeys(outcomes: Desk["outcomes"], act: (intent: Intent) => void): void {
  const latest = useRef({ outcomes, act });
  useEffect(() => {
    latest.current = { outcomes, act };
  });
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const intent = intentOf(event, placeOf(event.target), latest.current.outcomes);
      if (intent === null) return;
      event.preventDefault();
      latest.current.act(intent);
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
