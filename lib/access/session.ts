import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { decode, encode } from "next-auth/jwt";
import { cache } from "react";
import { z } from "zod";
import type { UserActor } from "@/lib/access/actor";
import { findSessionActor, type SessionClaims } from "@/lib/access/actor-query";
import { pathHeader, signInPath } from "@/lib/access/local-path";
import { authCookies, sessionSeconds } from "@/lib/access/session-cookie";
import { env } from "@/lib/platform/env";

const claimsSchema = z.object({
  sub: z.uuid(),
  sessionVersion: z.number().int(),
  auth: z.enum(["password", "oidc"]),
});

async function readClaims(): Promise<SessionClaims | null> {
  const token = (await cookies()).get(authCookies.sessionToken.name)?.value;
  if (token === undefined) return null;
  // A token that was tampered with, or is too old, does not decrypt: nobody is signed in.
  const payload = await decode({ token, secret: env.authSecret }).catch(() => null);
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return null;
  return { userId: claims.data.sub, sessionVersion: claims.data.sessionVersion, auth: claims.data.auth };
}

/** Who is signed in, with roles as they are in the database now; null: nobody. Asks the database once per request. */
export const getActor = cache(async (): Promise<UserActor | null> => {
  const claims = await readClaims();
  return claims === null ? null : findSessionActor(claims);
});

/** Who is signed in; sends the browser to the sign-in page where nobody is. For pages. */
export async function requireActor(): Promise<UserActor> {
  const actor = await getActor();
  if (actor !== null) return actor;
  redirect(signInPath((await headers()).get(pathHeader)));
}

/** Puts this browser's session under a new session version, after its own user has ended all others. */
export async function renewSession(actor: UserActor, sessionVersion: number): Promise<void> {
  const { name, options } = authCookies.sessionToken;
  const token = await encode({
    token: { sub: actor.id, sessionVersion, auth: actor.auth === "oidc" ? "oidc" : "password" },
    secret: env.authSecret,
    maxAge: sessionSeconds,
  });
  (await cookies()).set(name, token, { ...options, maxAge: sessionSeconds });
}
