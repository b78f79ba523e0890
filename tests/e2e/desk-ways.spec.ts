import { expect, type Page, test } from "@playwright/test";
import { itemOf, openDesk, press } from "@/tests/support/at-the-desk";
import { postSignIn } from "@/tests/support/demo-session";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { runAxe } from "@/tests/support/run-axe";

/** Ways on that are no plain verdict, by keyboard. */

const axe = async (page: Page) =>
  (await runAxe(page)).violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);

test("put off, escalate, flag as unusable: each asked for by a key, answered by a key, and taken back", async ({
  page,
  baseURL,
}) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.addReviewer("adjudicator");
  await world.send([{}, {}, {}, {}]);
  await openDesk(page, baseURL ?? "", world);
  const latest = page.getByRole("region", { name: "Your latest verdicts" });
  await expect(itemOf(page)).toHaveText("item-1");

  // Escape leads back, and keys of the outcomes mean nothing meanwhile.
  await press(page, "d");
  await expect(page.getByRole("group", { name: "Put this item off" })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await press(page, "d", "2");
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(latest).toContainText("Put off");
  await press(page, "u");
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "d", "1");
  await expect(itemOf(page)).toHaveText("item-2");

  // By the menu, too; without words nothing happens.
  await press(page, "m");
  await expect(page.getByRole("menu")).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("e");
  const why = page.getByRole("textbox", { name: "Why should an adjudicator decide it?" });
  await expect(why).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(itemOf(page)).toHaveText("item-2");
  await page.keyboard.type("Two rules contradict each other.");
  await page.keyboard.press("Enter");
  await expect(itemOf(page)).toHaveText("item-3");
  await expect(latest).toContainText("Escalated");

  await press(page, "x");
  await page.keyboard.type("The text is cut off.");
  await page.keyboard.press("Enter");
  await expect(itemOf(page)).toHaveText("item-4");
  await expect(latest).toContainText("Unusable input");
  await expect(page.getByText("1 of 4 decided").or(page.getByText("1 of 2 decided"))).toBeVisible();
  await press(page, "u");
  await expect(itemOf(page)).toHaveText("item-3");
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("The text is cut off.");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
});

test("an override of what the model says is asked for its reason, by keyboard", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "", {
    mode: "ai_assist",
    baseMode: "ai_assist",
    reveal: "before",
    blindShare: 0,
  });
  await world.redefine({
    reasonCodes: [
      { key: "context", label: "The model cannot know the context" },
      { key: "misread", label: "It misread the text" },
    ],
    reasonRequired: true,
  });
  await world.send([{ scores: { yes: 0.81, no: 0.19 } }, { scores: { yes: 0.8, no: 0.2 } }, {}]);
  await openDesk(page, baseURL ?? "", world);
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "1", "Enter");
  await expect(itemOf(page)).toHaveText("item-2");
  await press(page, "2", "Enter");
  const question = page.getByRole("group", { name: "Why not what the model says?" });
  await expect(question).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(question).toBeVisible();
  await page.keyboard.press("2");
  await expect(itemOf(page)).toHaveText("item-3");
  await expect.poll(() => world.look("item-2"), { timeout: 30_000 }).toMatchObject({ decision: { outcome: "no" } });
});

test("keys of one's own, and verdicts that wait before the next item", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}, {}, {}]);
  await postSignIn(page.request, baseURL ?? "", world.reviewer);
  await page.goto("/account");
  const change = page.getByRole("button", { name: "Change the key: Skip: leave the item to others" });
  await expect(async () => {
    await change.click();
    await expect(change).toHaveText("Press a key…", { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("d");
  await expect(page.getByText(/D is taken: “Put the item off until later”/)).toBeVisible();
  await page.keyboard.press("k");
  await expect(change).toHaveText("Change");
  await page.getByRole("switch", { name: /Show the next item/ }).click();
  expect(await axe(page)).toEqual([]);
  await page.reload();
  await expect(page.getByRole("switch", { name: /Show the next item/ })).not.toBeChecked();

  await page.goto(`/review/${world.slug}`);
  await expect(itemOf(page)).toHaveText("item-1");
  await expect(page.getByRole("list", { name: "Keys" })).toContainText("K skip");
  await press(page, "s");
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("KSkip: leave the item to others");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // The verdict stays on the screen; Enter brings the next item, and it can be taken back from there.
  await press(page, "1", "Enter");
  await expect(page.getByRole("region", { name: "Your verdict" })).toContainText("You answered: Yes, it is");
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "u");
  await expect(page.getByRole("radio", { name: /Yes, it is/ })).toBeChecked();
  await press(page, "Enter");
  await expect(page.getByRole("region", { name: "Your verdict" })).toBeVisible();
  await press(page, "Enter");
  await expect(itemOf(page)).toHaveText("item-2");
  await press(page, "k", "Enter");
  await expect(itemOf(page)).toHaveText("item-3");
});
