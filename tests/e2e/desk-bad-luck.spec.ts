import { expect, test } from "@playwright/test";
import { itemOf, openDesk, press, ready } from "@/tests/support/at-the-desk";
import { makeDeskWorld } from "@/tests/support/desk-world";

/** What goes wrong while somebody reviews, each with its answer on the screen. */

test("a claim that somebody else took, an item decided meanwhile, and the same item in two windows", async ({
  page,
  browser,
  context,
  baseURL,
}) => {
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base);
  const other = await world.addReviewer();
  await world.send([{}, {}, {}, {}]);
  const notice = page.getByRole("alert");
  await openDesk(page, base, world);
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "n");
  await page.keyboard.type("Half a thought.");
  await page.keyboard.press("Escape");

  // In another window the same person passes the item on, and somebody else takes and holds it.
  const window2 = await context.newPage();
  await window2.goto(`/review/${world.slug}`);
  await expect(itemOf(window2)).toHaveText("item-1");
  await press(window2, "s", "1");
  await expect(itemOf(window2)).toHaveText("item-2");
  const theirs = await browser.newContext({ baseURL: base });
  const theirPage = await theirs.newPage();
  await openDesk(theirPage, base, world, other);
  await expect(itemOf(theirPage)).toHaveText("item-1");
  // Told at once, or by the verdict's answer.
  const told = notice.getByText(/Your claim on (this item|item-1) ran out and somebody else took it/);
  if (!(await told.isVisible())) for (const key of ["1", "Enter"]) await page.keyboard.press(key);
  await expect(told).toBeVisible();
  await expect(notice.getByText("Half a thought.")).toBeVisible();
  await notice.getByRole("button", { name: "All right" }).click();
  await expect(itemOf(page)).toHaveText("item-2");

  // In two windows two different answers: the first one stands.
  await press(window2, "1", "Enter");
  await expect(window2.getByText(/1 of \d decided/)).toBeVisible();
  if (!(await notice.getByText(/item-2/).isVisible())) for (const key of ["2", "Enter"]) await page.keyboard.press(key);
  // Which of the sentences depends on how long ago the first verdict was.
  await expect(
    notice.getByText(
      /item-2: (You have given your verdict|This verdict is final)|You answered item-2 in another window/,
    ),
  ).toBeVisible();
  await window2.close();

  // Decided by somebody who works elsewhere, while it lies on the desk.
  await expect(itemOf(theirPage)).toHaveText("item-1");
  await ready(theirPage);
  await world.decideElsewhere("item-1", "no");
  const theirNotice = theirPage.getByRole("alert");
  if (!(await theirNotice.getByText(/item-1/).isVisible())) {
    for (const key of ["1", "Enter"]) await theirPage.keyboard.press(key);
  }
  await expect(theirNotice.getByText(/item-1.* decided in the meantime/)).toBeVisible();
  expect(await world.look("item-1")).toMatchObject({ decision: { outcome: "no" } });
  await theirs.close();
});

test("a double click decides one item, and a verdict can be given again after an undo", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}, {}, {}]);
  await openDesk(page, baseURL ?? "", world);
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "1");
  await page.getByRole("button", { name: "Confirm" }).dblclick();
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(page.getByText("1 of 3 decided")).toBeVisible();
  await ready(page);
  await page.keyboard.press("u");
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "2", "Enter");
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
  await expect.poll(() => world.look("item-1"), { timeout: 30_000 }).toMatchObject({ decision: { outcome: "no" } });
});

test("an outcome that was removed meanwhile, and a note of a megabyte", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}, {}]);
  await openDesk(page, baseURL ?? "", world);
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "2");
  await world.redefine({
    outcomes: [
      { key: "yes", label: "Yes, it is", hotkey: "1" },
      { key: "never", label: "Never", hotkey: "2" },
    ],
  });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").getByText(/item-1: This outcome no longer exists/)).toBeVisible();
  await expect(itemOf(page)).toHaveText("item-1");
  await expect(page.getByRole("radio", { name: /Never/ })).toBeVisible();
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);

  // The item came back by itself: keys count once that was read.
  await page.keyboard.press("2");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
  await press(page, "2");
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("x".repeat(1_000_000));
  await expect(page.getByText(/1,000,000 characters; at most 10,000/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Confirm" })).toBeDisabled();
  await note.press("Control+Enter");
  await note.press("Escape");
  await page.keyboard.press("Enter");
  await expect(itemOf(page)).toHaveText("item-1");
  await expect(page.getByRole("alert").filter({ hasText: /reached/ })).toHaveCount(0);
  await note.fill("Short.");
  await note.press("Control+Enter");
  await expect(itemOf(page)).toHaveText("item-2");
});

test("signed out: sign in on the spot and go on; what could not be sent survives a reload", async ({
  page,
  context,
  baseURL,
}) => {
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base);
  await world.send([{}, {}, {}]);
  await openDesk(page, base, world);
  await expect(itemOf(page)).toHaveText("item-1");
  await ready(page);
  const notice = page.getByRole("alert");
  await context.clearCookies();
  await press(page, "1", "Enter");
  await expect(notice.getByText("You are signed out.")).toBeVisible();
  await expect(notice.getByText("One verdict waits to be sent.")).toBeVisible();
  await page.getByRole("button", { name: "Sign in here" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByRole("textbox", { name: "Password" }).fill(world.reviewer.password);
  await page.keyboard.press("Enter");
  await expect(notice.getByText("You are signed out.")).toBeHidden();
  await expect(page.getByText("1 of 3 decided")).toBeVisible();
  await expect(itemOf(page)).toHaveText("item-2");

  // Without a network the open item is worked on, its verdict given, and the window closed in between.
  // The next item is loaded ahead.
  await expect(page.getByRole("strong").getByText("0 waiting")).toBeVisible();
  await ready(page);
  await context.setOffline(true);
  await expect(notice.getByText("The server cannot be reached.")).toBeVisible();
  await press(page, "2", "n");
  await page.keyboard.type("Written offline.");
  await page.keyboard.press("Control+Enter");
  await expect(itemOf(page)).toHaveText("item-3");
  await press(page, "1");
  page.on("dialog", (question) => question.accept());
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(`/review/${world.slug}`);
  await expect(itemOf(again)).toHaveText("item-3");
  await expect(again.getByRole("radio", { name: /Yes, it is/ })).toBeChecked();
  await expect.poll(() => world.look("item-2"), { timeout: 30_000 }).toMatchObject({ decision: { outcome: "no" } });
});
