import { expect, type Page, type Request, test } from "@playwright/test";
import { clickUntil } from "@/tests/support/click-until";
import { demoAccount, postSignIn, signInAs } from "@/tests/support/demo-session";

/** Places that show data, each with words that only its data holds. */
const places: [string, "admin" | "auditor", RegExp][] = [
  ["/", "admin", /Bird strike inspection/],
  ["/use-cases", "admin", /Bird strike inspection/],
  ["/use-cases/bird-strike-inspection", "admin", /Bird strike inspection/],
  ["/use-cases/bird-strike-inspection/items", "admin", /Bird strike inspection/],
  ["/use-cases/bird-strike-inspection/automation", "admin", /Bird strike inspection/],
  ["/use-cases/bird-strike-inspection/models", "admin", /Logistic regression/],
  ["/use-cases/bird-strike-inspection/settings", "admin", /Bird strike inspection/],
  ["/audit", "auditor", /\/audit\/[0-9a-f]{8}-/],
  ["/admin/users?q=reviewer%40demo.example", "admin", /Robin Reviewer/],
  ["/admin/keys", "admin", /cs_[A-Za-z0-9_-]{4}/],
  ["/account", "admin", /Avery Admin/],
];

const ways: [string, Record<string, string>][] = [
  ["a plain request", {}],
  ["an RSC request", { rsc: "1" }],
  ["a prefetch", { rsc: "1", "next-router-prefetch": "1" }],
  ["a segment prefetch", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  ["x-middleware-subrequest", { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }],
  ["x-middleware-subrequest, old", { "x-middleware-subrequest": "src/middleware:middleware:pages/_middleware" }],
  ["a broken bearer token", { authorization: "Bearer %" }],
  ["a made-up session", { cookie: "countersign.session=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c" }],
];

test.describe("without a session", () => {
  for (const [what, headers] of ways) {
    test(`${what} gets no data from any page`, async ({ request }) => {
      for (const [path, , words] of places) {
        const answer = await request.get(path, { headers, maxRedirects: 0 });
        expect(answer.status(), path).toBeLessThan(500);
        expect(await answer.text(), path).not.toMatch(words);
      }
    });
  }

  test("the same words are there with one, so that their absence means something", async ({ playwright, baseURL }) => {
    for (const role of ["admin", "auditor"] as const) {
      const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
      await signInAs(request, baseURL ?? "", role);
      for (const [path, reader, words] of places) {
        if (reader === role) expect(await (await request.get(path)).text(), path).toMatch(words);
      }
      await request.dispose();
    }
  });

  test("a page leads to the sign-in and back", async ({ page }) => {
    await page.goto("/use-cases?from=here");
    await expect(page).toHaveURL(/\/signin\?next=%2Fuse-cases%3Ffrom%3Dhere$/);
    await signInAs(page.request, new URL(page.url()).origin, "manager");
    await page.reload();
    await expect(page).toHaveURL(/\/use-cases\?from=here$/);
  });

  test("the way back never leads elsewhere", async ({ page, baseURL }) => {
    await signInAs(page.request, baseURL ?? "", "manager");
    for (const next of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
      await page.goto(`/signin?next=${encodeURIComponent(next)}`);
      await page.waitForURL((url) => url.pathname !== "/signin");
      expect(new URL(page.url()).origin).toBe(baseURL);
    }
  });

  test("the API answers 401 to a broken key", async ({ request }) => {
    for (const authorization of ["Bearer %", "Bearer", "Basic %", "Bearer cs_%00"]) {
      expect((await request.get("/api/v1/use-cases", { headers: { authorization } })).status()).toBe(401);
    }
  });

  test("nothing resizes pictures of others", async ({ request }) => {
    const answer = await request.get("/_next/image?url=https%3A%2F%2Fexample.org%2Fa.png&w=64&q=75");
    expect(answer.status()).toBe(404);
  });
});

/** Changes the own password with a wrong current one: a server action whose answer shows whether it ran. */
async function captureAction(page: Page): Promise<Request> {
  await page.goto("/account");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Current password", { exact: true }).fill("certainly not this");
  await page.getByLabel("New password", { exact: true }).fill("a long new password");
  const sent = page.waitForRequest((request) => request.method() === "POST" && "next-action" in request.headers());
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  return sent;
}

test.describe("a server action", () => {
  test("runs for this site's own pages only", async ({ page, baseURL }) => {
    await signInAs(page.request, baseURL ?? "", "auditor");
    const original = await captureAction(page);
    const headers = {
      "next-action": original.headers()["next-action"] ?? "",
      "content-type": "text/plain;charset=UTF-8",
    };
    const replay = async (more: Record<string, string>) => {
      const answer = await page.request.post("/account", {
        headers: { ...headers, ...more },
        data: original.postData(),
      });
      return `${answer.status()} ${await answer.text()}`;
    };
    const ran = /This is not your current password/;
    expect(await replay({ origin: baseURL ?? "" })).toMatch(ran);
    for (const more of [
      {},
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    ]) {
      const answer = await replay(more);
      expect(answer, JSON.stringify(more)).not.toMatch(ran);
      expect(answer, JSON.stringify(more)).toMatch(/did not come from one of this site's pages|^500 /);
    }
  });

  test("of an admin does nothing for whoever replays it", async ({ page, playwright, baseURL }) => {
    await signInAs(page.request, baseURL ?? "", "admin");
    await page.goto("/admin/users?q=manager%40demo.example");
    await clickUntil(page.getByRole("button", { name: "Change Morgan Manager" }), page.getByRole("dialog"));
    const sent = page.waitForRequest((request) => request.method() === "POST" && "next-action" in request.headers());
    await page.getByRole("button", { name: "Save details" }).click();
    const original = await sent;
    for (const role of ["reviewer", "auditor"] as const) {
      const request = await playwright.request.newContext({ baseURL: baseURL ?? "" });
      await signInAs(request, baseURL ?? "", role);
      const answer = await request.post("/admin/users", {
        headers: {
          "next-action": original.headers()["next-action"] ?? "",
          "content-type": "text/plain;charset=UTF-8",
          origin: baseURL ?? "",
        },
        data: original.postData()?.replace('"isAdmin":false', '"isAdmin":true'),
      });
      expect(await answer.text()).toContain('"code":"forbidden"');
      await request.dispose();
    }
    await page.reload();
    await clickUntil(page.getByRole("button", { name: "Change Morgan Manager" }), page.getByRole("dialog"));
    await expect(page.getByRole("checkbox", { name: "Admin" })).not.toBeChecked();
  });
});

test.describe("signing in", () => {
  test("from another site is refused, and so is signing out", async ({ request, baseURL }) => {
    const account = await demoAccount("manager");
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await postSignIn(request, baseURL ?? "", account, { origin });
      expect(answer.status()).toBe(403);
      expect(answer.headers()["set-cookie"] ?? "").not.toContain("countersign.session");
      const signOut = await request.post("/api/auth/signout", { headers: { origin }, form: { json: "true" } });
      expect(signOut.status()).toBe(403);
    }
  });

  test("needs the token of its own page", async ({ request, baseURL }) => {
    const answer = await request.post("/api/auth/callback/password", {
      headers: { origin: baseURL ?? "" },
      form: { ...(await demoAccount("manager")), json: "true", csrfToken: "made up" },
    });
    expect(answer.status()).toBe(403);
    expect(answer.headers()["set-cookie"] ?? "").not.toContain("countersign.session");
  });

  test("sets cookies that scripts and other sites cannot use", async ({ request, baseURL }) => {
    const answer = await postSignIn(request, baseURL ?? "", await demoAccount("manager"));
    expect(answer.ok()).toBe(true);
    const set = answer.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie");
    const session = set.find(({ value }) => value.startsWith("countersign.session="));
    expect(session?.value).toMatch(/; HttpOnly/);
    for (const { value } of set) expect(value).toMatch(/; SameSite=Lax/);
  });

  test("says the same about a known and an unknown address", async ({ request, baseURL }) => {
    const { email } = await demoAccount("auditor");
    const answers = [];
    for (const address of [email, `nobody-${Date.now()}@demo.example`]) {
      const answer = await postSignIn(request, baseURL ?? "", { email: address, password: "wrong" });
      answers.push({ status: answer.status(), body: await answer.text() });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(401);
  });

  test("is braked after ten guesses at one account", async ({ request, baseURL }) => {
    const typed = { email: `guessed-${Date.now()}@demo.example`, password: "wrong" };
    for (let guess = 0; guess < 10; guess++) {
      const from = { "x-forwarded-for": `10.0.0.${guess}` };
      expect((await postSignIn(request, baseURL ?? "", typed, from)).status()).toBe(401);
    }
    const answer = await postSignIn(request, baseURL ?? "", typed);
    expect(answer.status()).toBe(429);
    expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
    expect(await answer.json()).toEqual({ message: "Too many attempts. Wait a quarter of an hour, then try again." });
  });

  test("is not led astray by X-Forwarded-Host", async ({ request }) => {
    const headers = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
    for (const path of [
      "/api/auth/signin",
      "/api/auth/error?error=x",
      "/api/auth/callback/oidc?code=1",
      "/use-cases",
    ]) {
      const answer = await request.get(path, { headers, maxRedirects: 0 });
      expect(answer.headers().location ?? "", path).not.toContain("evil");
      expect(await answer.text(), path).not.toContain("evil.example");
    }
  });

  test("offers no more than it needs", async ({ request, baseURL }) => {
    for (const path of ["/api/auth/session", "/api/auth/providers", "/api/auth/verify-request"]) {
      expect((await request.get(path)).status(), path).toBe(404);
    }
    const log = await request.post("/api/auth/_log", { headers: { origin: baseURL ?? "" }, form: { level: "error" } });
    expect(log.status()).toBe(404);
  });
});

test("every page has a Content-Security-Policy with a nonce of its own", async ({ request }) => {
  const policies = [];
  for (const path of ["/signin", "/signin", "/no-such-page"]) {
    const answer = await request.get(path);
    const policy = answer.headers()["content-security-policy"] ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{22,}' 'strict-dynamic';/);
    expect(policy).toMatch(/style-src 'self' 'nonce-/);
    expect(policy).not.toContain("unsafe-eval");
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    for (const tag of (await answer.text()).match(/<script[^>]*>/g) ?? []) expect(tag).toContain(`nonce="${nonce}"`);
    expect(answer.headers()).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
    expect(answer.headers()).not.toHaveProperty("x-powered-by");
    policies.push(policy);
  }
  expect(new Set(policies).size).toBe(policies.length);
});
