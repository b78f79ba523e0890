import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { clickUntil } from "@/tests/support/click-until";
import { type DemoRole, signInAs } from "@/tests/support/demo-session";
import { readDemoAccess } from "@/tests/support/instance";
import { runAxe } from "@/tests/support/run-axe";
import { runOffline } from "@/tests/support/run-offline";

/** An auditor's way: from an item's external id to a bundle that is verified where nobody has to trust anybody. */

const slug = "bird-strike-inspection";
const why = "The report's photographs show a cracked blade.";

/** Sends reports until the model decides one; answers with that item. */
async function sendAutomated(base: string): Promise<{ id: string; externalId: string }> {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const { stream } = splitBirdStrikes(await readBirdStrikes());
  // New items each time, also where the journey is tried again.
  const series = randomUUID().slice(0, 8);
  const items = stream.slice(1_000, 1_040).map(({ externalId, input }) => ({
    externalId: `audited-${series}-${externalId}`,
    input,
  }));
  const answer = await fetch(`${base}/api/v1/use-cases/${slug}/items/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ items }),
  });
  const { results } = (await answer.json()) as {
    results: { id: string; externalId: string; decision: { decidedBy: string } | null }[];
  };
  const automated = results.find(({ decision }) => decision?.decidedBy === "model");
  if (automated === undefined) throw new Error(`The model decided none of ${items.length} reports.`);
  return automated;
}

async function expectAccessible(page: Page) {
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Clicks what leads to a file, and answers with where the file was saved. */
async function download(page: Page, button: Locator, folder: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await button.click();
  const file = await coming;
  const saved = path.join(folder, file.suggestedFilename());
  await file.saveAs(saved);
  return saved;
}

/** Changes one byte of one event of an unpacked bundle; answers with the event's place in the log. */
async function tamper(bundle: string): Promise<number> {
  const file = path.join(bundle, "events.jsonl");
  const bytes = await readFile(file);
  const lines = bytes.toString("latin1").split("\n");
  const line = Math.floor(lines.length / 2);
  const start = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  const at = bytes.indexOf('"occurred_at":"', start) + '"occurred_at":"'.length;
  bytes[at + 3] = bytes.toString("latin1", at + 3, at + 4) === "0" ? 0x31 : 0x30;
  await writeFile(file, bytes);
  return Number((await readFile(path.join(bundle, "indexes.bin"))).readBigUInt64LE(line * 8));
}

test.use({ actionTimeout: 30_000 });

test("an overridden decision is found, reconstructed, exported and verified offline", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(400_000);
  const base = baseURL ?? "";
  const folder = await mkdtemp(path.join(os.tmpdir(), "countersign-auditor-"));
  const signedIn = async (role: DemoRole) => {
    const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
    await signInAs(context.request, base, role);
    return context.newPage();
  };
  const item = await sendAutomated(base);

  // A manager replaces what the model decided.
  const manager = await signedIn("manager");
  await manager.goto(`/items/${item.id}`);
  const dialog = manager.getByRole("dialog");
  await clickUntil(manager.getByRole("button", { name: "Override" }), dialog);
  await dialog.getByRole("radio", { name: "Inspect", exact: true }).check();
  await dialog.getByRole("textbox", { name: "In words" }).fill(why);
  await dialog.getByRole("button", { name: /^Make it/ }).click();
  await expect(dialog).toBeHidden();
  await expect(manager.getByRole("main")).toContainText("The decision was replaced", { timeout: 90_000 });
  await manager.context().close();

  // The auditor knows the item's external id, and nothing else.
  await page.context().clearCookies();
  await signInAs(page.request, base, "auditor");
  await page.goto("/audit");
  const search = page.getByRole("searchbox", { name: "External id of an item" });
  await expect(async () => {
    await search.fill("");
    await search.fill(item.externalId);
    await expect(page).toHaveURL(new RegExp(`item=${item.externalId}`), { timeout: 5_000 });
  }).toPass();
  const events = page.getByRole("table", { name: "Audit events" });
  await expect(events.getByRole("row", { name: "decision.superseded" })).toBeVisible();
  await expect(events.getByRole("row", { name: "decision.made" })).toBeVisible();
  await expectAccessible(page);
  await events.getByRole("row", { name: "decision.superseded" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/audit\/[0-9a-f-]{36}$/);
  const main = page.getByRole("main");
  await expect(main).toContainText("It is the SHA-256 of a zero byte and the envelope below");
  await expect(main).toContainText('"type": "decision.superseded"');
  await expect(async () => {
    await page.reload();
    await expect(main).toContainText(/Sealed .* at place/, { timeout: 2_000 });
  }).toPass();
  await expectAccessible(page);

  // Its record: who decided, on what, with which model and policy, what was seen, what was overridden, and why.
  await page.goto(`/items/${item.id}/record`);
  const part = (name: string) => page.getByRole("region", { name });
  await expect(part("Decision").getByRole("listitem")).toHaveCount(2);
  await expect(part("Decision").getByRole("listitem").first()).toContainText(/Model.*superseded/);
  await expect(part("Decision").getByRole("listitem").last()).toContainText(/in force/);
  await expect(part("Input")).toContainText("It is the input that the log holds a commitment to");
  await expect(part("People")).toContainText("to override the decision");
  await expect(part("People")).toContainText("Saw the model's answer");
  await expect(part("People")).toContainText(why);
  await expect(part("Models and policies")).toContainText("Logistic regression on the older reports");
  await expect(part("Models and policies")).toContainText(/[0-9a-f]{64}/);
  await expectAccessible(page);

  // Its receipt, checked with the verifier that was taken once.
  await page.goto("/audit/verify");
  const verifier = await download(page, page.getByRole("link", { name: "verify.mjs, for Node" }), folder);
  await page.goto(`/items/${item.id}/record`);
  await expect(part("Decision")).toBeVisible();
  const receipt = await download(page, page.getByRole("button", { name: "Receipt" }), folder);
  await expect(page.getByText("Downloaded. Anybody can check it offline.")).toBeVisible();
  const checked = await runOffline(base, [verifier, receipt]);
  expect(checked, checked.stderr).toMatchObject({ code: 0 });
  expect(checked.stdout).toMatch(/^VALID, BUT NOT ANCHORED\n/);

  // The month is exported.
  await page.goto(`/audit?useCase=${slug}`);
  await page.getByRole("link", { name: "Export these" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New export" })).toBeVisible();
  const today = new Date().toISOString().slice(0, 10);
  const since = `${today.slice(0, 8)}01`;
  const from = page.getByLabel("From (UTC)");
  await expect(async () => {
    await from.fill("");
    await from.fill(since);
    await expect(page).toHaveURL(new RegExp(`from=${since}`), { timeout: 5_000 });
  }).toPass();
  await page.getByLabel("To (UTC)").fill(today);
  await expect(page).toHaveURL(new RegExp(`to=${today}`));
  await expect(main).toContainText(`From: ${since} · To: ${today}`);
  await expectAccessible(page);
  await clickUntil(
    page.getByRole("button", { name: "Start the export" }),
    page.getByRole("heading", { level: 1, name: "Exports" }),
  );
  const row = page.getByRole("row").nth(1);
  await expect(row).toContainText(/Waits|Looks for the events|\d+ of \d+|Once, until/);
  const link = row.getByRole("link", { name: "Download" });
  await expect(link).toBeVisible({ timeout: 60_000 });
  await expect(row).toContainText(/events · .* · manifest [0-9a-f]{16}/);
  await expectAccessible(page);
  const address = (await link.getAttribute("href")) ?? "";
  const tar = await download(page, link, folder);
  await expect(row).toContainText("Downloaded");
  const again = await page.request.get(address);
  expect(again.status()).toBe(410);
  expect(await again.text()).toMatch(
    /^This bundle was downloaded on .* A link works once: ask for the export again\.\n$/,
  );

  // Verified where there is no network, by the program and by the page that came with it.
  const bundle = path.join(folder, "bundle");
  await mkdir(bundle);
  await promisify(execFile)("tar", ["-xf", tar, "-C", bundle]);
  expect(await readFile(path.join(bundle, "events.jsonl"), "utf8")).toContain(item.id);
  expect(await readFile(path.join(bundle, "decisions.csv"), "utf8")).toContain(item.externalId);
  for (const target of [tar, bundle]) {
    const { code, stdout, stderr } = await runOffline(base, [path.join(bundle, "verify.mjs"), target]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^VALID, BUT NOT ANCHORED\n/);
    expect(stdout).toContain("This does not show:");
  }
  const offline = await browser.newContext({ offline: true });
  const alone = await offline.newPage();
  const asked: string[] = [];
  alone.on("request", (request) => asked.push(request.url()));
  const verifierPage = pathToFileURL(path.join(bundle, "verify.html")).href;
  const verdictOf = async (target: string | string[]) => {
    await alone.goto(verifierPage);
    await alone.getByLabel(Array.isArray(target) ? "Bundle or receipt" : "Folder of a bundle").setInputFiles(target);
    const outcome = alone.locator("#outcome");
    await expect(outcome).toBeVisible();
    return outcome;
  };
  await expect(await verdictOf([tar])).toContainText("Valid, but not anchored");
  await expectAccessible(alone);
  await expect(await verdictOf(bundle)).toContainText("Valid, but not anchored");
  await expect(await verdictOf([receipt])).toContainText("Valid, but not anchored");

  // One byte of one event: everybody names it.
  const index = await tamper(bundle);
  const wrong = await runOffline(base, [path.join(bundle, "verify.mjs"), bundle]);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/^NOT VALID\n/);
  expect(wrong.stdout).toContain(`First wrong index: ${index}`);
  const told = await verdictOf(bundle);
  await expect(told).toContainText("Not valid");
  await expect(told).toContainText(`First wrong index: ${index}`);
  await expectAccessible(alone);
  expect(asked.filter((url) => !url.startsWith("file:"))).toEqual([]);
  await offline.close();

  // The Audit page says the same of both, and uploads neither.
  await page.goto("/audit/verify");
  const sent: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  await expect(async () => {
    await page.locator("input[type=file]").first().setInputFiles(tar);
    await expect(main).toContainText("Valid, but not anchored", { timeout: 15_000 });
  }).toPass();
  await expectAccessible(page);
  await page.locator("input[type=file]").nth(1).setInputFiles(bundle);
  await expect(main).toContainText("Not valid");
  await expect(main).toContainText(`First wrong index: ${index}`);
  await expectAccessible(page);
  expect(sent).toEqual([]);
  await rm(folder, { recursive: true });
});
