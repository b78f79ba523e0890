import { expect, type Locator } from "@playwright/test";

/** Clicks until what the click opens is there: a page that has just come may not be alive yet. */
export async function clickUntil(button: Locator, opened: Locator): Promise<void> {
  await expect(async () => {
    if (!(await opened.isVisible())) await button.click({ timeout: 2000 });
    await expect(opened).toBeVisible({ timeout: 2000 });
  }).toPass();
}
