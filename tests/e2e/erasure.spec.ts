import { type Browser, expect, type Page, test } from "@playwright/test";
import { postSignIn } from "@/tests/support/demo-session";
import { type DeskWorld, makeDeskWorld } from "@/tests/support/desk-world";
import { openAs } from "@/tests/support/open-as";
import { runAxe } from "@/tests/support/run-axe";

/** What people want gone, goes; that it was there, who decided on it and when, stays and can be proved. */

async function expectAccessible(page: Page) {
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** The form's rest, from what is meant on. Answers with the address of the request. */
async function ask(manager: Page): Promise<string> {
  const main = manager.getByRole("main");
  const show = manager.getByRole("button", { name: "Show what would go" });
  const effect = manager.getByRole("region", { name: "What would happen" });
  await expect(async () => {
    await manager.getByRole("radio", { name: "Consent withdrawn" }).check();
    await show.click({ timeout: 2000 });
    await expect(effect).toBeVisible({ timeout: 5000 });
  }).toPass();
  // The shortest time: half a year for everything, unless the law demands it earlier.
  await expect(effect).toContainText("keeps its items for at least 6 months");
  await expect(manager.getByRole("button", { name: "Ask for the erasure" })).toBeDisabled();
  await manager.getByRole("radio", { name: "Processed unlawfully" }).check();
  await show.click();
  await expect(effect).toContainText("What stays");
  await expect(effect).not.toContainText("at least 6 months");
  await expectAccessible(manager);
  await manager.getByRole("button", { name: "Ask for the erasure" }).click();
  await expect(main).toContainText("Give the number that the case has in your files");
  await manager.getByRole("textbox", { name: "Reference" }).fill("DSR-2026-7");
  await manager.getByRole("button", { name: "Ask for the erasure" }).click();
  await expect(main).toContainText("You asked for it, so another person has to approve it.");
  await expect(manager.getByRole("button", { name: "Approve" })).toHaveCount(0);
  return new URL(manager.url()).pathname;
}

async function approve(second: Page, request: string) {
  await second.goto(request);
  const dialog = second.getByRole("dialog");
  await expect(async () => {
    await second.getByRole("button", { name: "Approve" }).click({ timeout: 2000 });
    await expect(dialog).toContainText("cannot be taken back", { timeout: 2000 });
  }).toPass();
  await expectAccessible(second);
  await dialog.getByRole("button", { name: "Erase it" }).click();
  await expect(second.getByRole("region", { name: "The request" })).toContainText("Done", { timeout: 60_000 });
  await expectAccessible(second);
}

async function openDesk(browser: Browser, base: string, world: DeskWorld): Promise<Page> {
  const reviewer = await browser.newPage({ baseURL: base });
  await postSignIn(reviewer.request, base, world.reviewer);
  await reviewer.goto(`/review/${world.slug}`);
  await expect(reviewer.getByText("What item-2 says.")).toBeVisible();
  return reviewer;
}

test("an item's input is erased by two people, and its page, its record and its receipt say so", async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const base = baseURL ?? "";
  const policy = { mode: "partial_automation", baseMode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 };
  const world = await makeDeskWorld(base, { ...policy, blindShare: 0 });
  await world.send([{ scores: { yes: 0.97, no: 0.03 } }, { scores: { yes: 0.6, no: 0.4 } }]);
  const manager = await openAs(browser, base, "manager", world.slug);
  const second = await openAs(browser, base, "manager", world.slug, "second");
  const auditor = await openAs(browser, base, "auditor", world.slug);

  await manager.goto(`/use-cases/${world.slug}/items`);
  await manager.getByRole("link", { name: "item-1", exact: true }).click();
  const input = manager.getByRole("region", { name: "Input" });
  await expect(input).toContainText("What item-1 says.");
  const item = new URL(manager.url()).pathname;
  await input.getByRole("link", { name: "Ask for erasure" }).click();
  await expect(manager.getByRole("textbox", { name: "External id" })).toHaveValue("item-1");
  await approve(second, await ask(manager));

  await manager.goto(item);
  await expect(input).toContainText("Erased on");
  await expect(manager.getByRole("main")).not.toContainText("What item-1 says.");
  await expect(manager.getByRole("main")).toContainText("Yes, it is");
  await expect(input.getByRole("link", { name: "Ask for erasure" })).toHaveCount(0);
  await expectAccessible(manager);
  await manager.goto(`/use-cases/${world.slug}/items`);
  await expect(manager.getByRole("row").filter({ hasText: "item-1" })).toContainText("erased");

  await auditor.goto(`${item}/record`);
  await expect(auditor.getByRole("region", { name: "Input" })).toContainText("Erased on");
  await expect(auditor.getByRole("region", { name: "Decision" })).toContainText("Yes, it is");
  await expectAccessible(auditor);
  await expect(async () => {
    const receipt = await auditor.request.get(`${item}/receipt`);
    expect((await receipt.json()).erased).toMatchObject({ basis: "unlawful_processing" });
  }).toPass({ timeout: 60_000 });

  // Whoever has an item on the desk is told where it went.
  const reviewer = await openDesk(browser, base, world);
  await manager.goto("/audit/erasures/new");
  await manager.getByRole("textbox", { name: "External id" }).fill("item-2");
  await approve(second, await ask(manager));
  await expect(reviewer.getByRole("alert").filter({ hasText: "item-2" })).toContainText("was erased in the meantime", {
    timeout: 90_000,
  });
  await expect(reviewer.getByText("What item-2 says.")).toHaveCount(0);

  // Auditors look on.
  await auditor.goto("/audit");
  await auditor.getByRole("link", { name: "Erasures" }).click();
  const list = auditor.getByRole("table", { name: "Erasures" });
  await expect(list.getByRole("row")).toHaveCount(3);
  await expect(list).toContainText("DSR-2026-7");
  await expectAccessible(auditor);
  await expect(auditor.getByRole("link", { name: "Ask for an erasure" })).toHaveCount(0);
  for (const page of [manager, second, auditor, reviewer]) await page.context().close();
});
