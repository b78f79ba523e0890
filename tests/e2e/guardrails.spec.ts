import { expect, type Page, test } from "@playwright/test";
import { makeClaimsUseCase, surelyPaid } from "@/tests/support/claims-use-case";
import { clickUntil } from "@/tests/support/click-until";
import { signInAs } from "@/tests/support/demo-session";
import { runAxe } from "@/tests/support/run-axe";

/** A manager adds a guardrail, sees what it would have stopped, puts it in force, and it stops the next item. */

const [large, small] = [900, 100];

/** Claims, 12 large ones and 28 small ones, all decided by the model. */
async function makeUseCase(base: string) {
  const { slug, call } = await makeClaimsUseCase(base);
  const items = Array.from({ length: 40 }, (_, place) => surelyPaid(`claim-${place}`, place < 12 ? large : small));
  await call("POST", "/items/batch", { items });
  return { slug, send: (item: object) => call("POST", "/items", item) };
}

/** A figure of the preview under the change, in the first column. */
const figure = (page: Page, name: string | RegExp) =>
  page.getByRole("region", { name: "Preview" }).getByRole("row").filter({ hasText: name }).getByRole("cell").first();

/** On a machine that counts slowly, the preview counts when it is asked to. */
async function countAgain(page: Page, name: string, count: string): Promise<void> {
  const again = page.getByRole("button", { name: "Count again" });
  await expect(async () => {
    if (await again.isVisible()) await again.click({ timeout: 2000 });
    await expect(figure(page, name)).toHaveText(count, { timeout: 3000 });
  }).toPass();
}

test("a guardrail is added with a preview, put in force, and stops the next item", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  const { slug, send } = await makeUseCase(base);
  await signInAs(page.request, base, "admin");
  await page.goto(`/use-cases/${slug}/automation/change`);
  await expect(figure(page, "Decided by the model")).toHaveText("40");

  const kind = page.getByRole("menuitem", { name: "Field outside bounds" });
  await clickUntil(page.getByRole("button", { name: "Add a guardrail" }), kind);
  await kind.click();
  await page.getByRole("textbox", { name: "Stop below" }).fill("700");
  await page.getByRole("textbox", { name: "Stop above" }).fill("500");
  await expect(page.getByText("The largest value lies below the smallest.").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Stop below" }).fill("");
  await page.getByRole("textbox", { name: "Label" }).fill("Large claims");
  await countAgain(page, "Decided by the model", "28");
  await expect(figure(page, "Large claims")).toHaveText("12");
  await expect(page.getByText("This automates no further item. It takes force at once.")).toBeVisible();

  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

  await page.getByRole("textbox", { name: "Reason" }).fill("Large claims are for people.");
  await page.getByRole("button", { name: /in force$/ }).click();
  await expect(page).toHaveURL(new RegExp(`/use-cases/${slug}/automation$`));
  await expect(page.getByRole("main")).toContainText("Large claims");

  const stopped = await send(surelyPaid("claim-next", large));
  expect(stopped).toMatchObject({ status: "in_review", decision: null });
  expect(stopped.route.reasons).toContain("guardrail");
  expect(await send(surelyPaid("claim-small", small))).toMatchObject({ status: "decided" });

  await page.goto(`/items/${stopped.id}`);
  await expect(page.getByRole("main")).toContainText(/guardrail/i);
  await expect(page.getByRole("main")).toContainText(/large.claims/i);
});
