import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What the accessibility checker says of a page, once it has its title: that comes with the last of the page. */
export async function runAxe(page: Page): ReturnType<AxeBuilder["analyze"]> {
  await expect(page).toHaveTitle(/\S/);
  return new AxeBuilder({ page }).analyze();
}
