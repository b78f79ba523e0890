import { expect, type Page, test } from "@playwright/test";
import { itemOf, openDesk, ready } from "@/tests/support/at-the-desk";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { runAxe } from "@/tests/support/run-axe";

/** A second opinion, by keyboard, from both sides of it. */

const asked = (page: Page) => page.getByText("Second opinion asked for");

test("a second opinion is asked for, taken back, asked for again, and both verdicts decide", async ({
  browser,
  page,
  baseURL,
}) => {
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base);
  await world.send([{}, {}]);
  await openDesk(page, base, world);
  await ready(page);
  await expect(itemOf(page)).toHaveText("item-1");

  // Somebody who is alone is told so.
  await page.keyboard.press("o");
  await expect(page.getByText("Nobody else reviews here")).toBeVisible();
  await expect(asked(page)).toBeHidden();

  const other = await world.addReviewer();
  await page.keyboard.press("o");
  await expect(asked(page)).toBeVisible();
  await expect(page.getByText("Nobody else reviews here")).toBeHidden();
  expect((await runAxe(page)).violations.map((one) => one.id)).toEqual([]);
  // The request outlives a reload, and undo takes it back.
  await page.reload();
  await ready(page);
  await expect(asked(page)).toBeVisible();
  await page.keyboard.press("u");
  await expect(asked(page)).toBeHidden();
  // While taking it back is under way, the desk takes no other request.
  await expect(async () => {
    await page.keyboard.press("o");
    await expect(asked(page)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Take it back" })).toBeEnabled();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await expect(itemOf(page)).toHaveText("item-2");

  // To the other one it is an item like any other.
  const context = await browser.newContext({ baseURL: base });
  const theirs = await context.newPage();
  await openDesk(theirs, base, world, other);
  await ready(theirs);
  await expect(itemOf(theirs)).toHaveText("item-1");
  await expect(asked(theirs)).toBeHidden();
  await theirs.keyboard.press("1");
  await theirs.keyboard.press("Enter");
  await expect(theirs.getByText(/1 of \d decided/)).toBeVisible();
  expect(await world.look("item-1")).toMatchObject({ status: "in_review", decision: null });
  await expect
    .poll(() => world.look("item-1"), { timeout: 25_000 })
    .toMatchObject({ decision: { outcome: "yes", decidedBy: "human" } });
  await context.close();
});
