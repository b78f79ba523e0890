import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, type FileChooser, type Page, test } from "@playwright/test";
import { digitReading } from "@/lib/demo/digit-reading";
import { digitInput, readDigits } from "@/lib/demo/digits";
import { newId } from "@/lib/platform/clock";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";
import { signInAs } from "@/tests/support/demo-session";
import { readDemoAccess } from "@/tests/support/instance";
import { realModels } from "@/tests/support/real-models";
import { runAxe } from "@/tests/support/run-axe";
import { hasSharedData } from "@/tests/support/shared-data";

/** A model comes in through the interface, as its maker exported it. */

const digitsModel = path.resolve("lib/demo/models/digit-reading.onnx");

interface Sent {
  externalId: string;
  input: Record<string, unknown>;
}

/** A use case of its own, with items in it; answers with its slug. */
async function makeUseCase(base: string, definition: DefinitionInput, items: readonly Sent[]): Promise<string> {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const slug = `models-${newId().slice(-12)}`;
  const call = async (method: string, address: string, body: unknown) => {
    const answer = await fetch(`${base}/api/v1/use-cases/${slug}${address}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  };
  await call("PUT", "", definition);
  await call("POST", "/items/batch", { items });
  return slug;
}

async function digitsUseCase(base: string): Promise<string> {
  const digits = (await readDigits()).slice(0, 3);
  const items = await Promise.all(
    digits.map(async (digit) => ({ externalId: digit.externalId, input: await digitInput(digit) })),
  );
  return makeUseCase(base, { ...digitReading, name: "Digits of an upload" }, items);
}

type Chosen = Parameters<FileChooser["setFiles"]>[0];

/** Chooses a file for the model, as a person does: a page that has just come may not be alive yet. */
async function chooseFile(page: Page, file: Chosen): Promise<void> {
  await expect(async () => {
    const button = page.getByRole("group", { name: "Model file" }).getByRole("button", { name: /^Choose/ });
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser", { timeout: 3000 }),
      button.click({ timeout: 2000 }),
    ]);
    await chooser.setFiles(file);
  }).toPass();
}

async function upload(page: Page, slug: string, file: string): Promise<void> {
  await page.goto(`/use-cases/${slug}/models/new`);
  await chooseFile(page, file);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page).toHaveURL(/\/models\/new\/[0-9a-f-]{36}$/);
}

/** Everything that is asked is answered as it was guessed; tells how much that was. */
async function confirmAll(page: Page): Promise<number> {
  const yes = page.getByRole("button", { name: "Yes, that is right" });
  const count = await yes.count();
  for (let left = count; left > 0; left--) {
    await yes.first().click();
    await expect(yes).toHaveCount(left - 1);
  }
  return count;
}

async function expectUsable(page: Page): Promise<void> {
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
}

const tried = (page: Page) => page.getByRole("table", { name: "Tried out" });

test.beforeEach(async ({ page, baseURL }) => {
  await signInAs(page.request, baseURL ?? "", "admin");
});

for (const model of hasSharedData ? realModels(20) : []) {
  test(`${model.file} is uploaded, confirmed and predicts real rows`, async ({ page, baseURL }) => {
    const slug = await makeUseCase(baseURL ?? "", model.definition, model.items);
    const began = Date.now();
    await page.goto(`/use-cases/${slug}/models`);
    await page.getByRole("link", { name: "Add an ONNX model" }).click();
    await chooseFile(page, `../shared/data/${model.file}`);
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(page).toHaveURL(/\/models\/new\/[0-9a-f-]{36}$/);

    await expect(page.getByRole("complementary", { name: "Live prediction" })).toContainText(/\d ms/);
    await expect(tried(page).getByRole("row")).toHaveCount(model.items.length + 1);
    for (const { externalId } of model.items) {
      const said = tried(page).getByRole("row", { name: externalId }).getByRole("cell").nth(1);
      const expected = model.expected.get(externalId);
      if (typeof expected === "string") await expect(said).toContainText(expected);
      else {
        const difference = Math.abs(Number.parseFloat((await said.textContent()) ?? "") - (expected ?? Number.NaN));
        expect(difference).toBeLessThan(1e-4);
      }
    }
    await expectUsable(page);
    expect(await confirmAll(page)).toBe(model.questions);
    await expect(page.getByText("Nothing is left to confirm")).toBeVisible();

    await page.getByRole("button", { name: "Add as version 1" }).click();
    await expect(page).toHaveURL(new RegExp(`/use-cases/${slug}/models/1$`));
    await expect(page.getByRole("main")).toContainText("Model version 1");
    expect(Date.now() - began).toBeLessThan(120_000);
  });
}

test("what is no model is refused in words, and another file is taken in its place", async ({ page, baseURL }) => {
  const slug = await digitsUseCase(baseURL ?? "");
  const pickle = Buffer.from("\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00\x8c\x08sklearn.linear_model\x94.", "latin1");
  const whole = await readFile(digitsModel);
  const refused = page.getByRole("main").getByRole("alert");

  await page.goto(`/use-cases/${slug}/models/new`);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(refused).toContainText("Choose the model's file first");
  for (const [name, buffer, sentence] of [
    ["model.onnx", pickle, /Python pickle.*skl2onnx/],
    ["cut.onnx", whole.subarray(0, Math.floor(whole.length / 2)), /cut off or damaged/],
    ["empty.onnx", Buffer.alloc(0), /empty/],
  ] as const) {
    await chooseFile(page, { name, mimeType: "application/octet-stream", buffer });
    await page.getByRole("button", { name: "Upload" }).click();
    await expect(refused.first()).toContainText(sentence);
    await expect(page).toHaveURL(/\/models\/new$/);
  }
  await expectUsable(page);

  await chooseFile(page, digitsModel);
  await expect(refused).toHaveCount(0);
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page).toHaveURL(/\/models\/new\/[0-9a-f-]{36}$/);
});

test("a reload and a second tab find the upload again, with the work done on it", async ({ page, baseURL }) => {
  const slug = await digitsUseCase(baseURL ?? "");
  await upload(page, slug, digitsModel);
  const yes = page.getByRole("button", { name: "Yes, that is right" });
  await expect(yes.first()).toBeVisible();
  const asked = await yes.count();
  await page.getByLabel("Scale").fill("128");
  await expect(yes).toHaveCount(asked - 1);

  await page.reload();
  await expect(page.getByLabel("Scale")).toHaveValue("128");
  await expect(yes).toHaveCount(asked - 1);

  const second = await page.context().newPage();
  await second.goto(`/use-cases/${slug}/models/new`);
  await second.getByRole("listitem").getByRole("link", { name: "Digit reading" }).click();
  await expect(second.getByLabel("Scale")).toHaveValue("128");

  await second.getByRole("tab", { name: "Edit as JSON" }).click();
  const json = second.getByLabel("Mapping as JSON");
  await json.fill((await json.inputValue()).replace('"scale": 128', '"scale": 0'));
  await second.getByRole("button", { name: "Take this mapping" }).click();
  await expect(second.getByRole("alert").filter({ hasText: "The scale must not be 0" })).toBeVisible();
  await json.fill((await json.inputValue()).replace('"scale": 0', '"scale": 255'));
  await second.getByRole("button", { name: "Take this mapping" }).click();
  await expect(second.getByLabel("Scale")).toHaveValue("255");
  await second.setViewportSize({ width: 390, height: 844 });
  await expectUsable(second);

  await second.getByRole("button", { name: "Discard" }).click();
  await second.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect(second).toHaveURL(new RegExp(`/use-cases/${slug}/models$`));
  await page.reload();
  await expect(page.getByRole("main")).toContainText("This upload is not there any more");
});
