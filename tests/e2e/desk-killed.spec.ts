import { expect, test } from "@playwright/test";
import { decideUntil, itemOf, openDesk, press } from "@/tests/support/at-the-desk";
import { makeDeskWorld } from "@/tests/support/desk-world";
import { commandOf, processesBelow } from "@/tests/support/process-tree";

const items = 60;

test("kill -9 of web in the middle: no verdict is lost, drafts are there, and the desks go on by themselves", async ({
  browser,
  baseURL,
}) => {
  test.setTimeout(400_000);
  const base = baseURL ?? "";
  const world = await makeDeskWorld(base);
  const people = [world.reviewer, await world.addReviewer(), await world.addReviewer()];
  await world.sendMany(items);
  const desks = await Promise.all(
    people.map(async (person) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await openDesk(page, base, world, person);
      return page;
    }),
  );
  const [busy, alsoBusy, writer] = desks;
  if (busy === undefined || alsoBusy === undefined || writer === undefined) throw new Error("Three desks were opened.");
  await press(writer, "2", "n");
  await writer.keyboard.type("A draft from before.");
  const drafted = (await itemOf(writer).textContent()) ?? "";

  let killed = false;
  const working = [busy, alsoBusy].map((page) => decideUntil(page, () => true));
  await expect(busy.getByText(/[5-9] of \d+ decided/)).toBeVisible();
  for (const pid of processesBelow(Number(process.env.E2E_LAUNCHER_PID))) {
    if (!/next-server|next\/dist\/bin\/next/.test(commandOf(pid))) continue;
    process.kill(pid, "SIGKILL");
    killed = true;
  }
  expect(killed).toBe(true);
  // The writer's two stay with them; everything else is decided, by desks that nobody touched.
  const decided = await Promise.all(working);
  expect(decided.reduce((sum, count) => sum + count, 0)).toBe(items - 2);

  await writer.reload();
  await expect(itemOf(writer)).toHaveText(drafted);
  await expect(writer.getByRole("textbox", { name: "Note" })).toHaveValue("A draft from before.");
  await expect(writer.getByRole("radio", { name: /No, it is not/ })).toBeChecked();
  await press(writer, "Enter");
  await press(writer, "1", "Enter");
  await expect.poll(() => world.count("decided"), { timeout: 60_000 }).toBe(items);
  for (const page of desks) await page.context().close();
});
