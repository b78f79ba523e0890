import { expect, type Page, test } from "@playwright/test";
import { clickUntil } from "@/tests/support/click-until";
import { signInAs } from "@/tests/support/demo-session";
import { runAxe } from "@/tests/support/run-axe";

async function expectSound(page: Page, where: string) {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [where, id, nodes.map(({ html }) => html)])).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, `${where} is wider than the window`).toBe(0);
}

const stateOf = (page: Page) => page.getByRole("definition").first();

test("an admin adds a webhook, sees what it answers, rotates its secret, pauses, resumes and removes it", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(400_000);
  // A name of its own, and one that no name server knows.
  const host = `hooks-${Date.now()}.invalid`;
  await signInAs(page.request, baseURL ?? "", "admin");
  await page.goto("/admin/webhooks");
  const form = page.getByRole("dialog");
  await clickUntil(page.getByRole("button", { name: "New webhook" }), form);
  await form.getByLabel("Address").fill("http://169.254.169.254/latest");
  await form.getByRole("button", { name: "Add webhook" }).click();
  await expect(form.getByText(/169\.254\.169\.254 is not on the public Internet/)).toBeVisible();
  await form.getByLabel("Address").fill(`https://${host}/in?token=hidden`);
  await form.getByRole("checkbox", { name: "item.decision_changed" }).uncheck();
  await form.getByRole("button", { name: "Add webhook" }).click();
  await expect(form.getByText(/^whsec_/)).toBeVisible();
  await expectSound(page, "the secret");
  const secret = (await form.getByText(/^whsec_/).textContent()) ?? "";
  await form.getByRole("button", { name: "I have copied it" }).click();
  await expect(form).toBeHidden();
  await expectSound(page, "the list");

  await page.getByRole("link", { name: host }).click();
  const change = page.getByRole("button", { name: "Change", exact: true });
  await expect(change).toBeVisible();
  await expect(page.getByText("Nothing sent yet")).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("heading", { name: "webhook.test" })).toBeVisible();
  // The worker tries, and the page shows by itself what came of it.
  await expect(page.getByText("The receiver's name cannot be resolved.")).toBeVisible();
  await expect(stateOf(page)).toHaveText("Failed, tried again");
  await expect(page.getByText('{"type":"webhook.test"')).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectSound(page, "a delivery, on a phone");
  await page.getByRole("link", { name: host }).click();
  await expect(stateOf(page)).toContainText("Failing");
  await expectSound(page, "a webhook, on a phone");
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectSound(page, "a webhook");

  const rotate = page.getByRole("menuitem", { name: "Rotate the secret" });
  await clickUntil(change, rotate);
  await rotate.click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  expect(await page.getByText(/^whsec_/).textContent()).not.toBe(secret);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(/Messages carry both signatures until/)).toBeVisible();

  const pause = page.getByRole("menuitem", { name: "Pause" });
  await clickUntil(change, pause);
  await pause.click();
  await expect(stateOf(page)).toContainText("Paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(stateOf(page)).not.toContainText("Paused");

  const remove = page.getByRole("menuitem", { name: "Remove" });
  await clickUntil(change, remove);
  await remove.click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page).toHaveURL(/\/admin\/webhooks$/);
  await expect(page.getByRole("link", { name: host })).toBeHidden();
});

test("a manager looks after webhooks of their own use case and of no other; a reviewer is shown nothing", async ({
  browser,
  baseURL,
}) => {
  const opened = async (role: "manager" | "reviewer") => {
    const context = await browser.newContext({ baseURL: baseURL ?? "" });
    await signInAs(context.request, baseURL ?? "", role);
    const page = await context.newPage();
    await page.goto("/admin/webhooks");
    return page;
  };
  const page = await opened("manager");
  await expect(page.getByRole("link", { name: "API keys" })).toBeHidden();
  const form = page.getByRole("dialog");
  await clickUntil(page.getByRole("button", { name: "New webhook" }), form);
  await form.getByRole("combobox", { name: "Use case" }).or(form.getByLabel("Use case")).first().click();
  await expect(page.getByRole("option", { name: "All use cases" })).toBeHidden();
  await expect(page.getByRole("option").first()).toBeVisible();
  const theirs = await opened("reviewer");
  await expect(theirs.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Webhooks" })).toBeHidden();
});
