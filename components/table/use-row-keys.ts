"use client";
import { type RefObject, useEffect } from "react";

const steps: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/**
 * Moves the focus from row to row, link to link, so that Enter opens where one is. `j` and `k` work everywhere on the
 * page but where one types; the arrows only from a row, because elsewhere they scroll.
 */
export function useRowKeys(body: RefObject<HTMLElement | null>) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const step = steps[event.key];
      const target = event.target as HTMLElement;
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]"))
        return;
      const links = [...(body.current?.querySelectorAll<HTMLElement>("tr td:first-child a") ?? [])];
      const here = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
      if (links.length === 0 || (event.key.startsWith("Arrow") && here < 0)) return;
      const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
      links[next]?.focus();
      links[next]?.closest("tr")?.scrollIntoView({ block: "nearest" });
      event.preventDefault();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [body]);
}
