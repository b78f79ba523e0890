import { env } from "@/lib/platform/env";

/** The address under which next-auth believes this site to be; OpenID Connect needs it to be the one people use. */
export const signInOrigin = env.publicUrl ?? `http://localhost:${env.port}`;

/** next-auth reads its own address from the environment only. Set, it never looks at X-Forwarded-Host. */
export function announceSignInOrigin(): void {
  process.env.NEXTAUTH_URL = signInOrigin;
}
