import type { Page } from "@playwright/test";

/**
 * Runs in the browser, before the page's own scripts: keeps the milliseconds from an Enter that moved on to the frame in
 * which the next item was painted.
 */
export function watchKeys(): void {
  const times: number[] = [];
  Reflect.set(window, "deskTimes", times);
  const shown = () => document.querySelector("article h2")?.textContent ?? null;
  let pressed: { at: number; item: string | null } | null = null;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") pressed = { at: event.timeStamp, item: shown() };
    },
    true,
  );
  new MutationObserver(() => {
    const now = shown();
    if (pressed === null || now === null || now === pressed.item) return;
    const { at } = pressed;
    pressed = null;
    // A task after the frame: by then it has been painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => times.push(Math.round(performance.now() - at));
      port2.postMessage(null);
    });
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** What `watchKeys` has kept, in milliseconds. */
export function deskTimes(page: Page): Promise<number[]> {
  return page.evaluate(() => Reflect.get(window, "deskTimes") as number[]);
}

/** The smallest time that this share (0 to 1) of them does not exceed. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
