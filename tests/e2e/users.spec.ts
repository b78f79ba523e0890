import { expect, type Page, test } from "@playwright/test";
import { clickUntil } from "@/tests/support/click-until";
import { demoAccount, signInAs } from "@/tests/support/demo-session";
import { runAxe } from "@/tests/support/run-axe";

/** What a page complains about in its console: blocked by the policy, failed to hydrate, and the like. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

async function typeAndSignIn(page: Page, email: string, password: string) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("somebody signs in by keyboard, is told when it is wrong, and signs out", async ({ page }) => {
  const { email, password } = await demoAccount("manager");
  await page.goto("/signin");
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/signin/);
  const signOut = page.getByRole("menuitem", { name: "Sign out" });
  await clickUntil(page.getByRole("button", { name: "Morgan Manager" }), signOut);
  await signOut.click();
  await expect(page).toHaveURL(/\/signin$/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/signin\?next=%2Faccount$/);
});

test("a demo fills in its accounts by a click", async ({ page }) => {
  await page.goto("/signin");
  await expect(async () => {
    const email = page.getByText("reviewer@demo.example", { exact: true });
    await page.getByRole("button").filter({ has: email }).click();
    await expect(page.getByLabel("E-mail")).toHaveValue(/reviewer/, { timeout: 1000 });
  }).toPass();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Robin Reviewer" })).toBeVisible();
});

test("an admin creates, changes and disables a user, who is shut out at once", async ({ page, browser, baseURL }) => {
  const complaints = complaintsOf(page);
  const email = `new-${Date.now()}@demo.example`;
  await signInAs(page.request, baseURL ?? "", "admin");
  await page.goto("/admin/users");

  await clickUntil(page.getByRole("button", { name: "New user" }), page.getByRole("dialog"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("Newt Newcomer");
  await form.getByLabel("E-mail").fill("admin@demo.example");
  await form.getByLabel("Password", { exact: true }).fill("short");
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(form.getByText("A password has at least 10 characters.")).toBeVisible();
  await form.getByRole("button", { name: "Suggest" }).click();
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(form.getByText(/This e-mail address is taken/)).toBeVisible();
  await form.getByLabel("E-mail").fill(email);
  const password = await form.getByLabel("Password", { exact: true }).inputValue();
  await form.getByRole("group", { name: "Digit reading" }).getByLabel("Auditor").check();
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(form).toBeHidden();

  const theirs = await browser.newPage();
  await theirs.goto(`${baseURL}/signin?next=%2Fuse-cases`);
  await typeAndSignIn(theirs, email, password);
  await expect(theirs.getByRole("link", { name: "Digit reading" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Bird strike inspection" })).toBeHidden();
  await expect(theirs.getByRole("link", { name: "Admin" })).toBeHidden();

  await page.getByRole("textbox", { name: "Name or e-mail" }).or(page.getByRole("searchbox")).fill(email);
  await expect(page).toHaveURL(/\?q=new-/);
  await clickUntil(page.getByRole("button", { name: "Change Newt Newcomer" }), page.getByRole("dialog"));
  await page.getByRole("group", { name: "Bird strike inspection" }).getByLabel("Manager").check();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByText(/roles count from now on/)).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole("link", { name: "Bird strike inspection" })).toBeVisible();

  await expect(page.getByText(/roles count from now on/)).toBeHidden();
  await page.getByRole("group", { name: "Bird strike inspection" }).getByLabel("Manager").uncheck();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByText(/roles count from now on/)).toBeVisible();
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/signin\?next=%2Fuse-cases$/);

  await typeAndSignIn(theirs, email, password);
  await expect(theirs.getByRole("link", { name: "Digit reading" })).toBeVisible();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText(/cannot sign in any more/)).toBeVisible();
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/signin/);
  await typeAndSignIn(theirs, email, password);
  await expect(theirs.getByText("The e-mail address or the password is wrong.")).toBeVisible();
  await theirs.close();
  expect(complaints).toEqual([]);
});

test("the last admin stays", async ({ page, baseURL }) => {
  await signInAs(page.request, baseURL ?? "", "admin");
  await page.goto("/admin/users?role=admin");
  await clickUntil(page.getByRole("button", { name: "Change Avery Admin" }), page.getByRole("dialog"));
  await page.getByRole("checkbox", { name: "Admin" }).uncheck();
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByText("This is the last admin. Make somebody else admin first.")).toBeVisible();
});

test("changing one's own password keeps this session and ends the others", async ({ page, browser, baseURL }) => {
  const email = `changer-${Date.now()}@demo.example`;
  const [before, after] = ["the first password", "the second password"];
  await signInAs(page.request, baseURL ?? "", "admin");
  await page.goto("/admin/users");
  await clickUntil(page.getByRole("button", { name: "New user" }), page.getByRole("dialog"));
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Chris Changer");
  await page.getByRole("dialog").getByLabel("E-mail").fill(email);
  await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(before);
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();

  const [here, there] = await Promise.all([browser.newContext(), browser.newContext()]);
  const pages = [await here.newPage(), await there.newPage()];
  for (const one of pages) {
    await one.goto(`${baseURL}/signin?next=%2Faccount`);
    await typeAndSignIn(one, email, before);
    await expect(one.getByRole("heading", { name: "Account" })).toBeVisible();
  }
  const [first, second] = pages as [Page, Page];
  await first.getByLabel("Current password", { exact: true }).fill(before);
  await first.getByLabel("New password", { exact: true }).fill(after);
  await first.getByRole("button", { name: "Change password" }).click();
  await expect(first.getByText(/Your password is changed/)).toBeVisible();
  await first.reload();
  await expect(first.getByRole("heading", { name: "Account" })).toBeVisible();
  await second.reload();
  await expect(second).toHaveURL(/\/signin/);
  await Promise.all([here.close(), there.close()]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`signing in, use cases, users and account are accessible, ${colorScheme}`, async ({ browser, baseURL }) => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      const context = await browser.newContext({
        baseURL: baseURL ?? "",
        colorScheme,
        viewport,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      const look = async () => {
        const { violations } = await runAxe(page);
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wider).toBeLessThanOrEqual(0);
      };
      await page.goto("/signin");
      await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
      await look();
      await signInAs(context.request, baseURL ?? "", "admin");
      for (const [path, heading] of [
        ["/use-cases", "Use cases"],
        ["/account", "Account"],
        ["/admin/users?q=reviewer%40demo.example", "Users"],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
        await look();
      }
      await clickUntil(page.getByRole("button", { name: "Change Robin Reviewer" }), page.getByRole("dialog"));
      await look();
      expect(complaints).toEqual([]);
      await context.close();
    }
  });
}
