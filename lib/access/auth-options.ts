import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { SessionClaims } from "@/lib/access/actor-query";
import { authCookies, secureCookies, sessionSeconds } from "@/lib/access/session-cookie";
import { signIn } from "@/lib/access/sign-in";
import { signInByOidc } from "@/lib/access/sign-in-by-oidc";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { logger } from "@/lib/platform/logger";
import { clientAddressHeader } from "@/lib/platform/trusted-headers";

declare module "next-auth" {
  interface User {
    claims?: SessionClaims;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sessionVersion?: number;
    auth?: SessionClaims["auth"];
  }
}

const credentialsSchema = z.object({ email: z.string().max(254), password: z.string().max(200) });

const passwordProvider = CredentialsProvider({
  id: "password",
  name: "e-mail and password",
  credentials: { email: {}, password: {} },
  authorize: async (sent, request) => {
    const credentials = credentialsSchema.safeParse(sent);
    if (!credentials.success) return null;
    const client = z.string().catch("unknown").parse(request.headers?.[clientAddressHeader]);
    try {
      const claims = await signIn({ ...credentials.data, client });
      return { id: claims.userId, claims };
    } catch (error) {
      if (error instanceof AppError && error.code === "not_signed_in") return null;
      // next-auth passes an error's text on and nothing else; auth-route.ts makes an answer of it.
      if (error instanceof AppError) throw new Error(`${error.code} ${error.retryAfter ?? ""}`.trim());
      logger.error({ err: error }, "sign-in failed");
      throw new Error("internal");
    }
  },
});

function oidcProvider(oidc: NonNullable<typeof env.oidc>): OAuthConfig<Record<string, unknown>> {
  return {
    id: "oidc",
    name: oidc.name,
    type: "oauth",
    wellKnown: `${oidc.issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: (claims) => ({ id: String(claims.sub) }),
  };
}

export const authOptions: NextAuthOptions = {
  secret: env.authSecret,
  providers: env.oidc === undefined ? [passwordProvider] : [passwordProvider, oidcProvider(env.oidc)],
  session: { strategy: "jwt", maxAge: sessionSeconds },
  jwt: { maxAge: sessionSeconds },
  useSecureCookies: secureCookies,
  cookies: authCookies,
  pages: { signIn: "/signin", signOut: "/signin", error: "/signin" },
  callbacks: {
    signIn: async ({ user, account, profile }) => {
      if (account?.provider !== "oidc") return true;
      const claims = await signInByOidc(profile);
      if (claims === null) return false;
      // next-auth hands this same object to the jwt callback.
      user.claims = claims;
      return true;
    },
    jwt: ({ token, user }) => {
      // `user` is there at the sign-in only, whatever its type says.
      const claims = (user as typeof user | undefined)?.claims;
      if (claims === undefined) return token;
      return { sub: claims.userId, sessionVersion: claims.sessionVersion, auth: claims.auth };
    },
  },
  logger: {
    error: (code, metadata) =>
      logger.error({ code, err: metadata instanceof Error ? metadata : undefined }, "next-auth"),
    warn: (code) => logger.warn({ code }, "next-auth"),
    debug: () => undefined,
  },
};
