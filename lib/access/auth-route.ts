import "server-only";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/access/auth-options";
import { isOwnOrigin } from "@/lib/access/own-origin";
import { env } from "@/lib/platform/env";
import { signInOrigin } from "@/lib/platform/sign-in-origin";

interface AuthContext {
  params: Promise<{ nextauth: string[] }>;
}

type AuthHandler = (request: NextRequest, context: AuthContext) => Promise<Response>;

const nextAuth = NextAuth(authOptions) as AuthHandler;

/** next-auth's actions that are open; the others (session, providers, _log) would serve nobody here. */
const openActions = new Set(["csrf", "signin", "signout", "callback", "error"]);

const answer = (status: number, message: string, headers: Record<string, string> = {}) =>
  Response.json({ message }, { status, headers: { ...headers, "cache-control": "no-store" } });

/** Turns next-auth's answer to a refused password into one with the right status and a sentence. */
function refusal(error: string): Response {
  const [code, retryAfter = "900"] = error.split(" ");
  if (code === "too_many_requests") {
    return answer(429, "Too many attempts. Wait a quarter of an hour, then try again.", { "retry-after": retryAfter });
  }
  if (code === "CredentialsSignin") return answer(401, "The e-mail address or the password is wrong.");
  return answer(500, "Signing in failed on our side. Please try again.");
}

/** Leads to a path of this site, under whatever name the browser reached it; other addresses stay as they are. */
function relativeLocation(location: string): string {
  if (!location.startsWith(`${signInOrigin}/`)) return location;
  return location.slice(signInOrigin.length).replace(/^[/\\]+/, "/");
}

/** All of `/api/auth`: next-auth, behind a check of the origin, with answers that our pages understand. */
export const authRoute: AuthHandler = async (request, context) => {
  const [action = "", provider] = (await context.params).nextauth;
  if (!openActions.has(action)) return answer(404, "There is nothing here.");
  const { headers, method } = request;
  const own = isOwnOrigin({ origin: headers.get("origin"), host: headers.get("host"), publicUrl: env.publicUrl });
  if (method !== "GET" && !own) return answer(403, "This request did not come from one of this site's pages.");

  const response = await nextAuth(request, context);
  if (method === "POST" && action === "callback" && provider === "password") {
    const { url } = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { url?: string };
    if (url === undefined) return answer(400, "Reload the page, then sign in again.");
    const error = new URL(url, signInOrigin).searchParams;
    if (error.has("csrf")) return answer(403, "Reload the page, then sign in again.");
    const code = error.get("error");
    if (code !== null) return refusal(code);
  }
  const location = response.headers.get("location");
  if (location !== null) response.headers.set("location", relativeLocation(location));
  return response;
};
