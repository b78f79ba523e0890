import { expect, type Locator, type Page } from "@playwright/test";
import { postSignIn } from "@/tests/support/demo-session";
import type { DeskWorld } from "@/tests/support/desk-world";

/** Signs a page in as a reviewer of the world (the first one unless told) and opens its desk. */
export async function openDesk(
  page: Page,
  base: string,
  world: DeskWorld,
  person: DeskWorld["reviewer"] = world.reviewer,
): Promise<void> {
  const answer = await postSignIn(page.request, base, person);
  expect(answer.ok()).toBe(true);
  await page.goto(`${base}/review/${world.slug}`);
}

export const itemOf = (page: Page): Locator => page.getByRole("article").getByRole("heading");

/** Keys count from here on: the item has been painted and nothing about it is under way. */
export const ready = (page: Page) =>
  expect(page.getByRole("region", { name: "Your answer" })).toHaveAttribute("aria-busy", "false");

/** Presses keys once they count. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  await ready(page);
  for (const key of keys) await page.keyboard.press(key);
}

/** Decides what is on the desk by `1` and Enter as soon as keys count, until `more` says no or nothing waits. */
export async function decideUntil(page: Page, more: () => boolean): Promise<number> {
  const waits = page.getByText("Nothing waits for you here");
  const alive = page.locator('[aria-label="Your answer"][aria-busy="false"]');
  let decided = 0;
  while (more()) {
    await alive.or(waits).first().waitFor({ timeout: 60_000 });
    if (await waits.isVisible()) return decided;
    const item = await itemOf(page).textContent();
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await page.waitForFunction((before) => document.querySelector("article h2")?.textContent !== before, item, {
      timeout: 60_000,
      polling: "raf",
    });
    decided++;
  }
  return decided;
}
