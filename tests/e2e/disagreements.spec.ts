import { expect, type Page, test } from "@playwright/test";
import { postSignIn } from "@/tests/support/demo-session";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { runAxe } from "@/tests/support/run-axe";

/** An adjudicator works the queue off: by keyboard at a desk, and by thumb on a phone. */

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const form = (page: Page) => page.getByRole("form", { name: "Settle it" });

async function ready(page: Page, externalId: string): Promise<void> {
  await expect(heading(page)).toHaveText(externalId);
  await expect(form(page)).toHaveAttribute("aria-busy", "false");
}

async function hasNoViolations(page: Page): Promise<void> {
  expect((await runAxe(page)).violations.map((one) => one.id)).toEqual([]);
}

test("an adjudicator settles three by keyboard and one on a phone", async ({ browser, page, baseURL }) => {
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base, { mode: "ai_assist" });
  const ids = await world.send(Array.from({ length: 4 }, () => ({ scores: { yes: 0.9, no: 0.1 } })));
  for (const id of ids) await world.decideElsewhere(id, "no");
  const adjudicator = await world.addReviewer("adjudicator");

  await page.setViewportSize({ width: 1440, height: 900 });
  expect((await postSignIn(page.request, base, adjudicator)).ok()).toBe(true);
  await page.goto("/disagreements");
  await expect(page.getByRole("row")).toHaveCount(5);
  await expect(page.getByRole("link", { name: "Disagreements 4 open" }).first()).toBeVisible();
  await hasNoViolations(page);

  // The newest first.
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(page.getByRole("link", { name: "item-4" })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Enter");
  await ready(page, "item-4");
  await hasNoViolations(page);
  await page.keyboard.press("2");
  await page.keyboard.press("1");
  await page.keyboard.press("n");
  await page.keyboard.type("It says no in its last word.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("item-4 is settled.")).toBeVisible();
  await ready(page, "item-3");
  // What was done too fast is taken back, and done again.
  await page.keyboard.press("u");
  await ready(page, "item-4");
  await page.keyboard.press("2");
  await page.keyboard.press("3");
  await page.keyboard.press("Enter");
  await ready(page, "item-3");
  await page.keyboard.press("1");
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await ready(page, "item-2");
  // Nothing goes without what went wrong.
  await page.keyboard.press("2");
  await expect(page.getByRole("button", { name: "Settle" })).toBeDisabled();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await ready(page, "item-1");

  const phone = await browser.newContext({ baseURL: base, viewport: { width: 390, height: 844 }, hasTouch: true });
  const small = await phone.newPage();
  expect((await postSignIn(small.request, base, adjudicator)).ok()).toBe(true);
  await page.close();
  await small.goto("/disagreements");
  await hasNoViolations(small);
  await small.getByRole("link", { name: "item-1" }).click();
  await ready(small, "item-1");
  await hasNoViolations(small);
  const overflow = () =>
    small.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await expect(async () => {
    await small.getByRole("radio", { name: "No, it is not" }).click();
    await small.getByRole("radio", { name: "The model was wrong" }).click();
    await expect(small.getByRole("button", { name: "Settle" })).toBeEnabled({ timeout: 1_000 });
  }).toPass();
  await small.getByRole("button", { name: "Settle" }).click();
  await expect(small).toHaveURL(/\/disagreements$/);
  // Item 3 was settled against the people: it is decided anew, and callers hear of it.
  await expect
    .poll(() => world.look("item-3"), { timeout: 25_000 })
    .toMatchObject({ decision: { outcome: "yes", decidedBy: "human" } });
  await expect(small.getByText("Nothing to settle")).toBeVisible({ timeout: 25_000 });
  await phone.close();
});
