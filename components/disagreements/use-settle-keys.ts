"use client";
import { useEffect, useLayoutEffect, useRef } from "react";
import { type SettleIntent, type SettleStep, settleIntentOf } from "@/components/disagreements/settle-keys";
import type { KeyPlace } from "@/components/review/desk-keys";
import type { DisagreementView } from "@/lib/disagreements/disagreement-view";

/** Texts that are written here are marked `data-settle-field`. */
function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return "page";
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return "dialog";
  const own = target.closest<HTMLElement>("[data-settle-field]")?.dataset.settleField;
  if (own === "note" || own === "number") return own;
  if (target instanceof HTMLInputElement && target.type === "radio") return "page";
  if (target.isContentEditable || target.matches("input, textarea, select")) return "field";
  return target.matches("button, a, summary") ? "button" : "page";
}

interface Meaning {
  outcomes: DisagreementView["outcomes"];
  step: SettleStep;
}

/** Turns the keys pressed anywhere on the page into what they ask for. */
export function useSettleKeys(meaning: Meaning, act: (intent: SettleIntent) => void): void {
  const latest = useRef({ meaning, act });
  // Before the browser paints, as at the desk.
  useLayoutEffect(() => {
    latest.current = { meaning, act };
  });
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const intent = settleIntentOf(event, placeOf(event.target), latest.current.meaning);
      if (intent === null) return;
      event.preventDefault();
      latest.current.act(intent);
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
