import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * What the accessibility checker says of a page, once it has its title, which comes with the last of the page, and once what
 * opens has opened: half transparent, a dialog's text has too little contrast.
 */
export async function runAxe(page: Page): ReturnType<AxeBuilder["analyze"]> {
  await expect(page).toHaveTitle(/\S/);
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const underWay = () =>
      document.getAnimations().filter(({ effect, playState }) => {
        return playState === "running" && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
      });
    const longest = performance.now() + 5_000;
    do {
      await Promise.allSettled(underWay().map(({ finished }) => finished));
      // What was put on the page a moment ago begins to move some frames later.
      for (let count = 0; count < 4; count++) await frame();
    } while (underWay().length > 0 && performance.now() < longest);
  });
  return new AxeBuilder({ page }).analyze();
}
