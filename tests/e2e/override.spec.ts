import { expect, type Page, test } from "@playwright/test";
import { newId } from "@/lib/platform/clock";
import { clickUntil } from "@/tests/support/click-until";
import { signInAs } from "@/tests/support/demo-session";
import { readDemoAccess } from "@/tests/support/instance";
import { runAxe } from "@/tests/support/run-axe";

/** Decisions that people replace: one by one, many in one go, and by verdicts from another system. */

/** A use case of its own with 30 items that wait for people, and one that the model has decided. */
async function makeUseCase(base: string) {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const slug = `override-${newId().slice(-12)}`;
  const call = async (method: string, address: string, body?: object | FormData) => {
    const form = body instanceof FormData;
    const answer = await fetch(`${base}/api/v1/use-cases/${slug}${address}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(form ? {} : { "content-type": "application/json" }) },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return answer.json();
  };
  await call("PUT", "", {
    name: "Decisions of a journey",
    secondPersonToRaise: false,
    fields: [{ key: "text", label: "Text", kind: "text", required: true }],
    outcomes: [
      { key: "pay", label: "Pay" },
      { key: "refuse", label: "Refuse" },
    ],
  });
  const model = new FormData();
  model.set("name", "Scorer");
  model.set("backend", "supplied");
  await call("POST", "/models", model);
  const settings = { mode: "full_automation", champion: 1, qcShare: 0 };
  await call("POST", "/policy", { ...settings, reason: "The journey begins here." });
  const items = Array.from({ length: 30 }, (_, place) => ({ externalId: `wait-${place}`, input: { text: "x" } }));
  const sure = { prediction: { scores: { pay: 0.99, refuse: 0.01 } } };
  await call("POST", "/items/batch", { items });
  const { id } = await call("POST", "/items", { externalId: "sure", input: { text: "x" }, ...sure });
  const look = async (externalId: string) => (await call("GET", `/items?externalId=${externalId}`)).items[0];
  const count = async (status: string) => (await call("GET", `/items?status=${status}&limit=200`)).items.length;
  return { slug, id, look, count };
}

async function expectAccessible(page: Page) {
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test("a decision is overridden, taken back, and overridden for good", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  const { id, look } = await makeUseCase(base);
  await signInAs(page.request, base, "admin");
  await page.goto(`/items/${id}`);
  const dialog = page.getByRole("dialog");

  async function override() {
    await clickUntil(page.getByRole("button", { name: "Override" }), dialog);
    await dialog.getByRole("radio", { name: "Refuse" }).check();
    await dialog.getByRole("textbox", { name: "Why" }).fill("The invoice was paid before.");
    await expect(dialog).toContainText("Callers were told “Pay”, decided by the model.");
    await expect(dialog).toContainText("its statistics count this against it");
  }

  await override();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make it “Refuse”" }).click();
  await page.getByRole("button", { name: /^Undo/ }).first().click();
  await expect(page.getByRole("main")).toContainText("took the override back");
  expect(await look("sure")).toMatchObject({ decision: { outcome: "pay", decidedBy: "model" } });

  await override();
  await dialog.getByRole("button", { name: "Make it “Refuse”" }).click();
  await expect
    .poll(() => look("sure"), { timeout: 60_000 })
    .toMatchObject({ decision: { outcome: "refuse", decidedBy: "human" } });
  await expect(page.getByRole("main")).toContainText("The decision was replaced");
  await expect(page.getByRole("main")).toContainText("The invoice was paid before.");
});

test("20 items are decided in one go, and taken back as one", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  const { slug, count } = await makeUseCase(base);
  await signInAs(page.request, base, "admin");
  await page.goto(`/use-cases/${slug}/items?status=in_review`);
  const chosen = page.getByText("1 chosen");
  await expect(async () => {
    await page.getByRole("checkbox", { name: "Choose wait-0", exact: true }).setChecked(false);
    await page.getByRole("checkbox", { name: "Choose wait-0", exact: true }).setChecked(true);
    await expect(chosen).toBeVisible({ timeout: 2000 });
  }).toPass();
  for (let place = 1; place < 20; place++) {
    await page.getByRole("checkbox", { name: `Choose wait-${place}`, exact: true }).check();
  }
  await page.getByRole("button", { name: "Decide 20" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Refuse" }).check();
  await dialog.getByRole("textbox", { name: "Why" }).fill("All of one sender.");
  await dialog.getByRole("button", { name: "Show which" }).click();
  await expect(dialog).toContainText("20 items will be");
  await expect(dialog.getByRole("list", { name: "Items" }).getByRole("listitem")).toHaveCount(20);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Decide 20 items" }).click();
  await expect(dialog).toContainText("20 items are decided");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByRole("main")).toContainText("You decided 20 items as");
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(page.getByText("You decided 20 items as")).toBeHidden();
  expect(await count("in_review")).toBe(30);
  expect(await count("decided")).toBe(1);
});

test("verdicts of another system come from a file", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  const { slug, look } = await makeUseCase(base);
  await signInAs(page.request, base, "admin");
  await page.goto(`/use-cases/${slug}/verdicts`);
  const rows = Array.from({ length: 25 }, (_, place) => `wait-${place};ann;${place % 2 === 0 ? "Pay" : "refuse"}`);
  const file = ["item;reviewer;outcome", ...rows, "nowhere;ann;pay", "wait-0;ann;refuse", "wait-0;ann;Pay"].join("\n");
  const matched = page.getByRole("button", { name: "Show what it would do" });
  await expect(async () => {
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "verdicts.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await expect(matched).toBeVisible({ timeout: 10_000 });
  }).toPass();
  await expectAccessible(page);
  await matched.click();
  const report = page.getByRole("region", { name: "What it would do" });
  await expect(report.getByRole("listitem")).toHaveCount(2);
  await expect(report).toContainText("There is no item with this external id.");
  await expect(report).toContainText("Line 2 has another verdict");
  expect(await look("wait-0")).toMatchObject({ status: "in_review" });
  await page.getByRole("button", { name: "Take in 25 verdicts" }).click();
  await expect(page.getByRole("region", { name: "Taken in" })).toContainText("25");
  expect(await look("wait-0")).toMatchObject({ decision: { outcome: "pay", decidedBy: "human" } });
  expect(await look("wait-24")).toMatchObject({ decision: { outcome: "pay" } });
  await page.goto(`/items/${(await look("wait-1")).id}`);
  await expect(page.getByRole("main")).toContainText("ann answered in another system");
});
