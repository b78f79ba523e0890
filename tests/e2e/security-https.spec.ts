import { expect, test } from "@playwright/test";
import { postSignIn } from "@/tests/support/demo-session";
import { type Instance, startInstance } from "@/tests/support/instance";

const publicUrl = "https://countersign.example";
const nobody = { email: "nobody@company.example", password: "wrong" };
let instance: Instance;

test.beforeAll(async () => {
  test.setTimeout(400_000);
  instance = await startInstance({ COUNTERSIGN_DEMO: "0", PUBLIC_URL: publicUrl });
});

test.afterAll(() => instance.stop());

test("behind https, cookies are Secure and bound to the host", async ({ request }) => {
  const answer = await request.get(`${instance.url}/api/auth/csrf`);
  const cookies = answer.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie");
  expect(cookies.length).toBeGreaterThan(0);
  for (const { value } of cookies) {
    expect(value).toMatch(/^__Host-/);
    expect(value).toMatch(/; Path=\/;/);
    expect(value).toMatch(/; Secure/);
    expect(value).toMatch(/; HttpOnly/);
    expect(value).toMatch(/; SameSite=Lax/);
    expect(value).not.toMatch(/; Domain/i);
  }
});

test("browsers are told to stay with https", async ({ request }) => {
  const { "strict-transport-security": transport, "content-security-policy": policy } = (
    await request.get(`${instance.url}/signin`)
  ).headers();
  expect(transport).toMatch(/max-age=\d{7,}/);
  expect(policy).toContain("upgrade-insecure-requests");
});

test("only the public address counts as this site", async ({ request }) => {
  for (const [origin, forwardedHost, own] of [
    [publicUrl, "", true],
    [instance.url, "", false],
    ["http://countersign.example", "", false],
    ["https://evil.example", "evil.example", false],
  ] as const) {
    const headers = { origin, ...(forwardedHost === "" ? {} : { "x-forwarded-host": forwardedHost }) };
    const answer = await postSignIn(request, instance.url, nobody, headers);
    const { message } = await answer.json();
    if (own) expect(message).not.toContain("did not come from one of this site's pages");
    else expect([answer.status(), message]).toEqual([403, "This request did not come from one of this site's pages."]);
  }
});
