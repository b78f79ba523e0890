import { type APIRequestContext, type BrowserContext, expect, test } from "@playwright/test";
import { type Instance, startInstance } from "@/tests/support/instance";
import { type OpenIdProvider, startOpenIdProvider } from "@/tests/support/openid-provider";

let provider: OpenIdProvider;
let instance: Instance;
let base: string;

test.beforeAll(async () => {
  test.setTimeout(400_000);
  provider = await startOpenIdProvider();
  instance = await startInstance({
    COUNTERSIGN_DEMO: "0",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Company login",
  });
  // Without PUBLIC_URL the provider sends people back to this name.
  base = instance.url.replace("127.0.0.1", "localhost");
});

test.afterAll(async () => {
  await instance.stop();
  await provider.stop();
});

async function comeBack(context: BrowserContext, claims: Record<string, unknown>) {
  provider.claims = claims;
  const page = await context.newPage();
  await page.goto(`${base}/signin?next=%2Faccount`);
  await expect(async () => {
    const start = (url: URL) => url.search.startsWith("?next=");
    const button = page.getByRole("button", { name: "Continue with Company login" });
    if (start(new URL(page.url()))) await button.click({ timeout: 2000 });
    await page.waitForURL((url) => !start(url), { timeout: 5000 });
  }).toPass();
  return page;
}

test("somebody new comes in by OpenID Connect, without any role", async ({ context }) => {
  const claims = { sub: "1", email: "nora@company.example", email_verified: true, name: "Nora New" };
  const page = await comeBack(context, claims);
  await expect(page).toHaveURL(`${base}/account`);
  await expect(page.getByText("Nora New, nora@company.example")).toBeVisible();
  await page.goto(`${base}/use-cases`);
  await expect(page.getByText("You have no role yet")).toBeVisible();
  const session = (await context.cookies()).find((cookie) => cookie.name === "countersign.session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});

test("an address that the provider does not vouch for is refused", async ({ context }) => {
  const page = await comeBack(context, { sub: "2", email: "nora@company.example", email_verified: false });
  await expect(page).toHaveURL(/\/signin\?error=/);
  await expect(page.getByText(/Company login could not sign you in here/)).toBeVisible();
  await page.goto(`${base}/account`);
  await expect(page).toHaveURL(/\/signin/);
});

test("a code that somebody else was given is refused", async ({ context, playwright }) => {
  provider.claims = { sub: "3", email: "victim@company.example", email_verified: true };
  const attacker = await playwright.request.newContext({ baseURL: base });
  const code = await interceptCode(attacker);
  const page = await context.newPage();
  await page.goto(`${base}/api/auth/callback/oidc?${code}`);
  await expect(page).toHaveURL(/\/signin/);
  await page.goto(`${base}/account`);
  await expect(page).toHaveURL(/\/signin/);
  await attacker.dispose();
});

/** Goes to the provider, and stops on the way back: the query that was to be sent to the callback. */
async function interceptCode(request: APIRequestContext): Promise<string> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const started = await request.post("/api/auth/signin/oidc", {
    headers: { origin: base },
    form: { csrfToken, json: "true" },
  });
  const { url } = await started.json();
  const redirected = await request.get(url, { maxRedirects: 0 });
  return new URL(redirected.headers().location ?? "").search.slice(1);
}

test("guesses at many accounts from one client are braked, whatever address it claims to have", async ({ request }) => {
  const { csrfToken } = await (await request.get(`${base}/api/auth/csrf`)).json();
  const guess = async (number: number) => {
    const answer = await request.post(`${base}/api/auth/callback/password`, {
      headers: { origin: base, "x-forwarded-for": `10.1.${number}.1`, "x-client-address": `10.1.${number}.2` },
      form: { email: `guess-${number}@company.example`, password: "wrong", csrfToken, json: "true" },
    });
    return answer.status();
  };
  for (let first = 0; first < 100; first += 10) {
    const statuses = await Promise.all(Array.from({ length: 10 }, (_, number) => guess(first + number)));
    expect(new Set(statuses)).toEqual(new Set([401]));
  }
  expect(await guess(100)).toBe(429);
});
