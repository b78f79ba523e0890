import "server-only";
import type { CookiesOptions } from "next-auth";
import { env } from "@/lib/platform/env";

/** A session ends this many seconds after the sign-in: one working day. */
export const sessionSeconds = 12 * 60 * 60;

/** Cookies may say `Secure` only where the browser comes by https. */
export const secureCookies = env.publicUrl?.startsWith("https://") ?? false;

const prefix = secureCookies ? "__Host-" : "";
const options = { httpOnly: true, sameSite: "lax", path: "/", secure: secureCookies } as const;
const quarterOfAnHour = 15 * 60;

/** Names and attributes of all cookies that signing in needs. None is readable by scripts. */
export const authCookies = {
  sessionToken: { name: `${prefix}countersign.session`, options },
  callbackUrl: { name: `${prefix}countersign.callback-url`, options },
  csrfToken: { name: `${prefix}countersign.csrf`, options },
  pkceCodeVerifier: { name: `${prefix}countersign.pkce`, options: { ...options, maxAge: quarterOfAnHour } },
  state: { name: `${prefix}countersign.state`, options: { ...options, maxAge: quarterOfAnHour } },
  nonce: { name: `${prefix}countersign.nonce`, options: { ...options, maxAge: quarterOfAnHour } },
} satisfies Partial<CookiesOptions>;
