import { expect, test } from "@playwright/test";
import { demoAccount, postSignIn } from "@/tests/support/demo-session";
import { runAxe } from "@/tests/support/run-axe";

test("digits with their pictures on a phone, by thumb alone", async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    baseURL: baseURL ?? "",
  });
  const page = await context.newPage();
  await postSignIn(page.request, baseURL ?? "", await demoAccount("reviewer"));
  await page.goto("/review/digit-reading");
  const item = page.getByRole("article").getByRole("heading");
  const picture = page.getByRole("article").getByRole("img").first();
  const alive = page.locator('[aria-label="Your answer"][aria-busy="false"]');
  for (const digit of ["3", "8"]) {
    await alive.waitFor();
    const before = (await item.textContent()) ?? "";
    // The whole picture and all that answers it are on the screen at once, the answers in its lower half.
    const [seen, choice, confirm] = await Promise.all([
      picture.boundingBox(),
      page
        .locator("label")
        .filter({ hasText: new RegExp(`^${digit}`) })
        .boundingBox(),
      page.getByRole("button", { name: /Confirm|First answer/ }).boundingBox(),
    ]);
    expect(seen?.y).toBeGreaterThanOrEqual(0);
    expect((seen?.y ?? 0) + (seen?.height ?? 0)).toBeLessThanOrEqual(choice?.y ?? 0);
    expect(seen?.height).toBeGreaterThan(150);
    expect(choice?.y).toBeGreaterThan(422);
    expect((confirm?.y ?? 0) + (confirm?.height ?? 0)).toBeLessThanOrEqual(844);
    for (const target of [choice, confirm]) expect(target?.height).toBeGreaterThanOrEqual(42);
    await page
      .locator("label")
      .filter({ hasText: new RegExp(`^${digit}`) })
      .tap();
    await page.getByRole("button", { name: /Confirm|First answer/ }).tap();
    if ((await item.textContent()) === before) await page.getByRole("button", { name: "Confirm" }).tap();
    await expect(item).not.toHaveText(before);
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
  await page.getByRole("button", { name: "More" }).tap();
  await page.getByRole("menuitem", { name: "Put off until later" }).tap();
  await expect(page.getByRole("group", { name: "Put this item off" })).toBeVisible();
  expect((await runAxe(page)).violations.map((one) => one.id)).toEqual([]);
  await page.getByRole("button", { name: "Back" }).tap();
  await context.close();
});
