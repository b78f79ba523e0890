import { type BrowserContext, expect, test } from "@playwright/test";
import { decideUntil, openDesk } from "@/tests/support/at-the-desk";
import { makeDeskWorld } from "@/tests/support/desk-world";

const reviewers = 15;
const items = 600;

test("15 reviewers work one queue of 600 items to its end: each item once, and nobody sees an error", async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(480_000);
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base);
  const people = [world.reviewer];
  // A few at a time: each takes a process that hashes a password.
  while (people.length < reviewers) {
    const few = Math.min(4, reviewers - people.length);
    people.push(...(await Promise.all(Array.from({ length: few }, () => world.addReviewer()))));
  }
  await world.sendMany(items);

  const contexts: BrowserContext[] = [];
  const failures: string[] = [];
  const desks = await Promise.all(
    people.map(async (person) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => failures.push(error.message));
      page.on("console", (line) => line.type() === "error" && failures.push(line.text()));
      page.on("response", (answer) => answer.status() >= 400 && failures.push(`${answer.status()} ${answer.url()}`));
      await openDesk(page, base, world, person);
      return page;
    }),
  );
  const started = performance.now();
  const decided = await Promise.all(desks.map((page) => decideUntil(page, () => true)));
  const seconds = (performance.now() - started) / 1000;
  console.log(`${items} items by ${reviewers} reviewers in ${seconds.toFixed(0)} s; each ${decided.join(", ")}`);

  expect(decided.reduce((sum, count) => sum + count, 0)).toBe(items);
  expect(Math.min(...decided)).toBeGreaterThan(0);
  for (const page of desks) {
    await expect(page.getByText("Nothing waits for you here")).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
    await expect(page.getByText("not counted")).toHaveCount(0);
  }
  expect(failures).toEqual([]);
  // Once the undo windows have closed, every item is decided, by one verdict each.
  await expect.poll(() => world.count("decided"), { timeout: 60_000 }).toBe(items);
  expect(await world.count("in_review")).toBe(0);
  for (const context of contexts) await context.close();
});
