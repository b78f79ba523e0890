import type { APIRequestContext } from "@playwright/test";
import { readDemoAccess } from "@/tests/support/instance";

export type DemoRole = "admin" | "manager" | "reviewer" | "auditor";

/** The demo's account of that role in the instance that all journeys share. */
export async function demoAccount(role: DemoRole): Promise<{ email: string; password: string }> {
  const { accounts } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const account = accounts.find((one) => one.role === role);
  if (account === undefined) throw new Error(`The demo has no ${role}.`);
  return account;
}

/** Posts to the sign-in as its page does, with any further headers. The session ends up in the context's cookies. */
export async function postSignIn(
  request: APIRequestContext,
  base: string,
  typed: { email: string; password: string },
  headers: Record<string, string> = {},
) {
  const { csrfToken } = await (await request.get(`${base}/api/auth/csrf`)).json();
  return request.post(`${base}/api/auth/callback/password`, {
    headers: { origin: base, ...headers },
    form: { ...typed, csrfToken, json: "true" },
  });
}

/** Signs a context (`page.request`, `context.request`) in as the demo's account of that role. */
export async function signInAs(request: APIRequestContext, base: string, role: DemoRole): Promise<void> {
  const answer = await postSignIn(request, base, await demoAccount(role));
  if (!answer.ok()) throw new Error(`Signing in as ${role} failed: ${answer.status()} ${await answer.text()}`);
}
