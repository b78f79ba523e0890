import { expect, type Page, test } from "@playwright/test";
import { postSignIn, signInAs } from "@/tests/support/demo-session";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { openAs } from "@/tests/support/open-as";
import { runAxe } from "@/tests/support/run-axe";

const demo = "/use-cases/bird-strike-inspection";

const rows = (page: Page) => page.getByRole("table", { name: "Items" }).locator("tbody tr");

async function choose(page: Page, filter: string, option: string) {
  await page
    .getByRole("combobox", { name: filter })
    .or(page.getByRole("textbox", { name: filter }))
    .first()
    .click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("an auditor finds an item that the model decided and one that a person did, with all that is on record", async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(400_000);
  const base = baseURL ?? "";
  const policy = { mode: "partial_automation", baseMode: "partial_automation", thresholds: { yes: 0.9 }, qcShare: 0 };
  const world = await makeDeskWorld(base, { ...policy, blindShare: 0 });
  await world.send([{ scores: { yes: 0.97, no: 0.03 } }, { scores: { yes: 0.6, no: 0.4 } }]);

  const reviewer = await browser.newPage({ baseURL: base });
  await postSignIn(reviewer.request, base, world.reviewer);
  await reviewer.goto("/");
  await expect(reviewer.getByRole("region", { name: "My work" })).toContainText("1 waiting");
  await reviewer.getByRole("link", { name: "Review Desk journey" }).click();
  await expect(reviewer.getByRole("heading", { name: "item-2" })).toBeVisible();
  // Keys count once the item has been painted.
  await expect(reviewer.getByRole("region", { name: "Your answer" })).toHaveAttribute("aria-busy", "false");
  await reviewer.keyboard.press("2");
  await reviewer.keyboard.press("Enter");
  await expect(reviewer.getByText("Nothing waits for you here")).toBeVisible();
  await expect.poll(async () => (await world.look("item-2")).status, { timeout: 30_000 }).toBe("decided");
  // Browsing would show reviewers what the model says.
  await reviewer.goto(`/use-cases/${world.slug}/items`);
  await expect(reviewer.getByRole("main")).toContainText("There is nothing here");
  await expect(reviewer.getByRole("main")).not.toContainText("item-1");
  await reviewer.close();

  const auditor = await openAs(browser, base, "auditor", world.slug);
  await auditor.goto(`/use-cases/${world.slug}/items`);
  await expect(rows(auditor)).toHaveCount(2);
  await choose(auditor, "Decided by", "Model");
  await expect(auditor).toHaveURL(/decidedBy=model/);
  await expect(rows(auditor)).toHaveCount(1);
  await auditor.getByRole("heading", { name: "Items" }).click();
  await auditor.keyboard.press("j");
  await auditor.keyboard.press("Enter");
  await expect(auditor.getByRole("heading", { name: "item-1" })).toBeVisible();
  const story = auditor.getByRole("region", { name: "Story" });
  await expect(story).toContainText("Decided by the model: Yes, it is");
  await expect(story).toContainText("The model was sure enough for this outcome.");
  await expect(story).toContainText("97.0%");
  await expect(story).toContainText("(threshold 90.0%)");

  await story
    .getByRole("link", { name: /Audit event/ })
    .last()
    .click();
  await expect(auditor.getByRole("heading", { name: "An item was decided" })).toBeVisible();
  await expect(auditor.getByRole("region", { name: "Envelope" })).toContainText('"type": "decision.made"');
  await expect(auditor.getByText(/computed again just now/)).toBeVisible();
  await auditor.getByRole("link", { name: "Item item-1", exact: true }).click();
  await expect(auditor.getByRole("heading", { name: "item-1" })).toBeVisible();

  await auditor.goto("/audit");
  await auditor.getByRole("searchbox", { name: "External id of an item" }).fill("item-2");
  await expect(auditor).toHaveURL(/item=item-2/);
  const events = auditor.getByRole("table", { name: "Audit events" });
  await expect(events).toContainText("decision.made");
  await expect(events).not.toContainText("item-1");
  await events.getByRole("link", { name: "Item item-2" }).first().click();
  await expect(story).toContainText("The model's confidence was below this outcome's threshold.");
  await expect(story).toContainText(/Decided by .*: No, it is not/);
  await expect(story).toContainText("Model and person differ");
  await auditor.close();
});

test("the Items list keeps filters, order and page in its address, and goes by keyboard", async ({ page, baseURL }) => {
  await signInAs(page.request, baseURL ?? "", "manager");
  await page.goto(`${demo}/items`);
  await expect(rows(page)).toHaveCount(50);
  const first = await rows(page).first().getByRole("link").textContent();
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(rows(page).first().getByRole("link")).not.toHaveText(first ?? "");
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(rows(page).first().getByRole("link")).toHaveText(first ?? "");

  await page.getByRole("link", { name: "Next", exact: true }).click();
  await expect(page).toHaveURL(/after=/);
  await choose(page, "Outcome", "Inspect");
  await expect(page).toHaveURL(/outcome=inspect/);
  // Another filter begins again at the first page.
  await expect(page).not.toHaveURL(/after=/);
  await page.getByRole("button", { name: /Received/ }).click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(page.getByRole("columnheader", { name: /Received/ })).toHaveAttribute("aria-sort", "ascending");
  const oldest = await rows(page).first().getByRole("link").textContent();
  await page.reload();
  await expect(rows(page).first().getByRole("link")).toHaveText(oldest ?? "");
  await expect(page.getByRole("columnheader", { name: "Policy" })).toBeHidden();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Policy" }).check();
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Policy" })).toBeVisible();

  // Keys count once the page has come alive.
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(rows(page).first().getByRole("link")).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await expect(rows(page).nth(2).getByRole("link")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("k");
  await expect(rows(page).first().getByRole("link")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: oldest ?? "" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/order=oldest/);

  await page.getByRole("searchbox", { name: "External id begins with" }).fill("no item begins like this");
  await expect(page.getByText("No item matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(rows(page)).toHaveCount(50);
});

test("an open page hears of new work by itself, and not while it is hidden", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await signInAs(page.request, baseURL ?? "", "admin");
  await page.goto("/");
  const line = page.getByRole("row").filter({ has: page.locator(`a[href="/use-cases/${world.slug}"]`) });
  await expect(line.getByRole("cell").filter({ hasText: /^0$/ })).toBeVisible();
  await world.send([{}]);
  await expect(line).toContainText(/1 oldest/, { timeout: 15_000 });

  const lines: string[] = [];
  page.on("request", (request) => lines.push(request.url()));
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await world.send([{}]);
  await page.waitForTimeout(2_000);
  expect(lines.filter((url) => url.includes("/api/live"))).toEqual([]);
  await expect(line).toContainText(/1 oldest/);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(line).toContainText(/2 oldest/, { timeout: 15_000 });
});

test("live updates are for people who are signed in", async ({ request }) => {
  expect((await request.get("/api/live")).status()).toBe(401);
});

const pagesOf = {
  manager: [
    "/",
    demo,
    `${demo}/items`,
    `${demo}/items?status=in_review`,
    `${demo}/items?externalId=none-such`,
    `${demo}/agreement`,
    `${demo}/agreement/items?predicted=no_inspection&answered=inspect`,
    `${demo}/training-set`,
    `${demo}/automation`,
    `${demo}/automation/change`,
    `${demo}/models`,
    `${demo}/models/1`,
    `${demo}/models/new`,
    `${demo}/models/new/server`,
    `${demo}/settings`,
    "/audit/erasures",
    "/audit/erasures/new",
    "/audit/erasures/new?kind=entity",
  ],
  reviewer: ["/", "/review", demo, `${demo}/agreement`],
  auditor: [
    "/",
    "/audit",
    "/audit?item=none-such",
    "/audit/exports",
    "/audit/exports/new",
    "/audit/verify",
    "/audit/erasures",
    "/audit/erasures?status=declined",
    "/use-cases/digit-reading",
  ],
  admin: [
    "/",
    "/use-cases",
    "/use-cases/new",
    "/admin/users",
    "/admin/keys",
    "/admin/webhooks",
    "/audit/erasures/new?kind=user",
    `${demo}/settings`,
    "/account",
    "/api/docs",
  ],
} as const;

for (const [width, height, colorScheme] of [
  [1440, 900, "light"],
  [390, 844, "dark"],
] as const) {
  test(`every page is accessible and fits at ${width} in ${colorScheme}`, async ({ browser, baseURL }) => {
    test.setTimeout(600_000);
    const look = async (page: Page, path: string) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const { violations } = await runAxe(page);
      expect(
        violations.map((one) => [path, one.id, one.nodes.map((node) => node.html)]),
        path,
      ).toEqual([]);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `${path} is wider than the window`).toBe(0);
    };
    for (const role of ["manager", "reviewer", "auditor", "admin"] as const) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, baseURL: baseURL ?? "" });
      const page = await context.newPage();
      await signInAs(context.request, baseURL ?? "", role);
      for (const path of pagesOf[role]) await look(page, path);
      if (role === "manager") {
        for (const filter of ["decidedBy=model", "decidedBy=human", "status=in_review"]) {
          await page.goto(`${demo}/items?${filter}`);
          await look(page, (await rows(page).first().getByRole("link").getAttribute("href")) ?? "");
        }
      }
      if (role === "auditor") {
        await page.goto("/audit?type=decision.made");
        const events = page.getByRole("table", { name: "Audit events" });
        await look(
          page,
          (await events.locator("tbody tr").first().getByRole("link").first().getAttribute("href")) ?? "",
        );
        await page.goto(`${demo}/items?decidedBy=human`);
        await look(page, `${await rows(page).first().getByRole("link").getAttribute("href")}/record`);
      }
      await context.close();
    }
  });
}
