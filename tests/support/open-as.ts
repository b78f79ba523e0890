import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, Page } from "@playwright/test";
import { postSignIn } from "@/tests/support/demo-session";

/** A person of their own with one role in one use case, signed in on a page of their own. `name`: of several, which. */
export async function openAs(
  browser: Browser,
  base: string,
  role: string,
  slug: string,
  name: string = role,
): Promise<Page> {
  const person = { email: `${name}-of-${slug}@demo.example`, password: "a password of the pages" };
  const options = ["--email", person.email, "--password", person.password, "--role", `${role}:${slug}`];
  await promisify(execFile)(
    process.execPath,
    ["lib/platform/launcher/bootstrap.mjs", "cli", "user", "create", ...options],
    { env: { ...process.env, DATA_DIR: process.env.E2E_DATA_DIR ?? "" } },
  );
  // The accessibility checker wants a context that one asked for.
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  await postSignIn(page.request, base, person);
  return page;
}
