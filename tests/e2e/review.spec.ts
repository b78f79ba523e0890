import { expect, test } from "@playwright/test";
import { itemOf, openDesk, press, ready } from "@/tests/support/at-the-desk";
import { postSignIn } from "@/tests/support/demo-session";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { runAxe } from "@/tests/support/run-axe";

/** The desk, as somebody works at it who never leaves the keyboard. */

test("ten items are decided by keyboard alone, with a note, an undo and a skip", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  const ids = await world.send(Array.from({ length: 11 }, () => ({})));
  await openDesk(page, baseURL ?? "", world);
  // A skip that is taken back: the item is there again.
  await expect(itemOf(page)).toHaveText("item-1");
  await press(page, "s", "1");
  await expect(itemOf(page)).toHaveText("item-2");
  await page.keyboard.press("u");
  await expect(itemOf(page)).toHaveText("item-1");

  for (const [index, id] of ids.slice(0, 10).entries()) {
    await expect(itemOf(page)).toHaveText(id);
    if (index === 2) {
      await press(page, "n");
      await page.keyboard.type("1 2 s u g: only a note");
      await page.keyboard.press("Escape");
    }
    await press(page, index % 3 === 0 ? "2" : "1", "Enter");
  }
  await expect(itemOf(page)).toHaveText("item-11");
  await expect(page.getByText("10 of 11 decided")).toBeVisible();

  // The last verdict is taken back, and comes back with its choice; another one is given.
  await page.keyboard.press("u");
  await expect(itemOf(page)).toHaveText("item-10");
  await expect(page.getByRole("radio", { name: /No, it is not/ })).toBeChecked();
  await press(page, "1", "Enter");
  await expect(itemOf(page)).toHaveText("item-11");

  // Nothing is announced to callers before the undo window has closed; then everything is.
  expect(await world.look("item-10")).toMatchObject({ status: "in_review", decision: null });
  const latest = page.getByRole("region", { name: "Your latest verdicts" });
  await expect(latest.getByText("final")).toHaveCount(10, { timeout: 20_000 });
  await expect
    .poll(() => world.look("item-10"), { timeout: 10_000 })
    .toMatchObject({
      decision: { outcome: "yes", decidedBy: "human" },
    });
  expect(await world.look("item-1")).toMatchObject({ decision: { outcome: "no" } });
  expect(await world.look("item-2")).toMatchObject({ decision: { outcome: "yes" } });
});

test("a held key decides one item and no more", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}, {}, {}]);
  await openDesk(page, baseURL ?? "", world);
  await press(page, "1");
  for (let times = 0; times < 8; times++) await page.keyboard.down("Enter");
  for (let times = 0; times < 8; times++) await page.keyboard.down("1");
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(page.getByText("1 of 3 decided")).toBeVisible();
});

test("blind is blind: no byte that reaches the browser tells of the model, or quality control from other work", async ({
  page,
  baseURL,
}) => {
  const world = await makeDeskWorld(baseURL ?? "", {
    mode: "partial_automation",
    baseMode: "partial_automation",
    thresholds: { yes: 0.9 },
    qcShare: 1,
    blindShare: 1,
  });
  await world.send([
    // Left to a person, blind; decided by the model and checked; without a prediction.
    { scores: { yes: 0.731313, no: 0.268687 } },
    { scores: { yes: 0.973131, no: 0.026869 } },
    {},
  ]);
  expect(await world.look("item-1")).toMatchObject({ decision: null });
  expect(await world.look("item-2")).toMatchObject({ decision: { outcome: "yes", decidedBy: "model" } });

  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    // The stream of announcements has no end; what it says is heard below.
    if (pathname.startsWith("/_next/static/") || pathname === "/api/live") return;
    bodies.push(response.text().catch(() => ""));
  });
  await page.exposeFunction("hear", (text: string) => bodies.push(Promise.resolve(text)));
  await page.addInitScript(() => {
    window.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        this.addEventListener("message", ({ data }) => Reflect.get(window, "hear")(`heard ${data}`));
      }
    };
  });
  await openDesk(page, baseURL ?? "", world);
  const looks: string[] = [];
  for (const id of ["item-1", "item-2", "item-3"]) {
    await expect(itemOf(page)).toHaveText(id);
    // Each is passed on, put off and fetched back, so that these answers are read, too.
    for (const keys of [
      ["s", "1"],
      ["d", "1"],
    ]) {
      await press(page, ...keys);
      await expect(page.getByRole("region", { name: "Your latest verdicts" })).toContainText(/Skipped|Put off/);
      await page.keyboard.press("u");
      await expect(itemOf(page)).toHaveText(id);
      await ready(page);
    }
    await ready(page);
    looks.push(await page.getByRole("group", { name: "Your answer" }).innerHTML());
    bodies.push(Promise.resolve(await page.content()));
    await press(page, "1", "Enter");
  }
  await expect(page.getByText("Nothing waits for you here")).toBeVisible();
  for (const place of ["/review", "/review/all"]) {
    await page.goto(place);
    bodies.push(Promise.resolve(await page.content()));
  }
  expect(looks[1]).toBe(looks[0]);
  expect(looks[2]).toBe(looks[0]);

  const everything = (await Promise.all(bodies)).join("\n");
  expect(everything).toContain('heard {"kind":"queue"');
  const found = (pattern: RegExp) => [...new Set(everything.match(pattern) ?? [])];
  expect(found(/What item-\d says/g)).toHaveLength(3);
  expect(found(/0?\.7313|73\.1|0?\.2686|0?\.9731|97\.3|0?\.0268/g)).toEqual([]);
  expect(found(/\w*(suggest|confidence|quality.?control|purpose|prediction|automation|Journey model)\w*/gi)).toEqual(
    [],
  );
});

test("where the model's answer comes after one's own, it is shown then, and the verdict may change", async ({
  page,
  baseURL,
}) => {
  const world = await makeDeskWorld(baseURL ?? "", {
    mode: "ai_assist",
    baseMode: "ai_assist",
    reveal: "after",
    blindShare: 0,
  });
  await world.send([{ scores: { yes: 0.81, no: 0.19 } }, {}]);
  await openDesk(page, baseURL ?? "", world);
  const form = page.getByRole("region", { name: "Your answer" });
  await expect(itemOf(page)).toHaveText("item-1");
  await expect(form).not.toContainText("81%");
  await press(page, "2", "Enter");
  await expect(form.getByText("The model says Yes, it is, 81% sure")).toBeVisible();
  await expect(form).toContainText("You said No, it is not. Keep it, or change it.");
  await press(page, "1", "Enter");
  await expect(itemOf(page)).toHaveText("item-2");
});

test("a lost network and an ended session cost nothing", async ({ page, context, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}, {}, {}]);
  await openDesk(page, baseURL ?? "", world);
  const notice = page.getByRole("alert");

  await expect(itemOf(page)).toHaveText("item-1");
  await ready(page);
  // The next item is loaded: the footer counts the third one only.
  await expect(page.getByRole("strong").getByText("1 waiting")).toBeVisible();
  await context.setOffline(true);
  await press(page, "1", "Enter");
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(notice.getByText("One verdict waits to be sent.")).toBeVisible();
  await context.setOffline(false);
  await expect(notice.getByText("One verdict waits to be sent.")).toBeHidden();
  await expect(page.getByText("1 of 3 decided")).toBeVisible();

  await context.clearCookies();
  await press(page, "2", "n");
  await page.keyboard.type("A long thought.");
  await expect(notice.getByText("You are signed out.")).toBeVisible();
  await postSignIn(page.request, baseURL ?? "", world.reviewer);
  await expect(notice.getByText("You are signed out.")).toBeHidden({ timeout: 20_000 });
  // Choice and note were kept on the server too: they survive a reload.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(itemOf(page)).toHaveText("item-2");
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("A long thought.");
  await press(page, "Enter");
  await expect(itemOf(page)).toHaveText("item-3");
});

test("the queue, the guideline and the keys; what is skipped can be asked for again", async ({ page, baseURL }) => {
  const world = await makeDeskWorld(baseURL ?? "");
  await world.send([{}]);
  await openDesk(page, baseURL ?? "", world);
  await ready(page);
  await page.keyboard.press("g");
  const guideline = page.getByRole("region", { name: /^Guideline/ });
  await expect(guideline.getByRole("heading", { name: "Read the text" })).toBeVisible();
  await expect(page.locator("#raw")).toHaveCount(0);
  // One goes on answering beside it.
  await page.keyboard.press("1");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(1);
  await page.keyboard.press("g");
  await expect(guideline).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Undo the latest verdict, skip or request");
  await page.keyboard.press("Escape");

  await expect(page.getByRole("dialog")).toHaveCount(0);
  await press(page, "s", "Enter");
  await expect(page.getByText("Nothing waits for you here")).toBeVisible();
  await page.getByRole("button", { name: "Show the item that you skipped" }).click();
  await expect(itemOf(page)).toHaveText("item-1");
  // New work appears by itself.
  await press(page, "1", "Enter");
  await expect(page.getByText("Nothing waits for you here")).toBeVisible();
  await world.send([{}]);
  await expect(itemOf(page)).toHaveText("item-2", { timeout: 15_000 });
});

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`accessible at ${width} in ${colorScheme}`, async ({ browser, baseURL }) => {
      const world = await makeDeskWorld(baseURL ?? "", { mode: "ai_assist", baseMode: "ai_assist", blindShare: 0 });
      await world.send([{ scores: { yes: 0.81, no: 0.19 } }, { scores: { yes: 0.4, no: 0.6 } }]);
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, baseURL: baseURL ?? "" });
      const page = await context.newPage();
      await openDesk(page, baseURL ?? "", world);
      await press(page, "1", "Enter");
      await press(page, "2");
      const audit = async () =>
        (await runAxe(page)).violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
      expect(await audit()).toEqual([]);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider).toBe(0);
      await page.goto("/review");
      await expect(page.getByRole("link", { name: "Desk journey" })).toBeVisible();
      expect(await audit()).toEqual([]);
      await context.close();
    });
  }
}
