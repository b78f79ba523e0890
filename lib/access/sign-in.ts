import "server-only";
import { systemActor } from "@/lib/access/actor";
import type { SessionClaims } from "@/lib/access/actor-query";
import { verifyPassword } from "@/lib/access/password-hash";
import { recordSignIn } from "@/lib/access/record-sign-in";
import { countGuess, forgiveGuess, type GuessSubject } from "@/lib/access/sign-in-window";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/**
 * Signs a person in by e-mail address and password. Throws `too_many_requests` where the account or the client has had
 * too many guesses, else `not_signed_in` whatever is wrong: an unknown address, a wrong password and a disabled user
 * get the same answer after the same work.
 */
export async function signIn(attempt: { email: string; password: string; client: string }): Promise<SessionClaims> {
  const email = attempt.email.trim().toLowerCase();
  const context = { actor: systemActor("sign-in") };
  const subjects: GuessSubject[] = [`account:${email}`, `client:${attempt.client}`];
  const guesses = await countGuess(subjects);
  const user = await database.user.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, sessionVersion: true, disabledAt: true },
  });
  const refused = { outcome: "refused", auth: "password", userId: user?.id ?? null } as const;
  if (guesses.blocked) {
    // One event for the block, none for what follows: a flood of guesses must not flood the log.
    if (guesses.firstBlocked) await recordSignIn(context, { ...refused, reason: "too_many_attempts" });
    throw new AppError("too_many_requests", "Too many attempts. Wait a quarter of an hour, then try again.", {
      retryAfter: guesses.retryAfter,
    });
  }
  const matches = await verifyPassword(user?.passwordHash ?? null, attempt.password);
  if (user === null || !matches || user.disabledAt !== null) {
    const reason = matches ? "disabled" : "wrong_credentials";
    await recordSignIn(context, { ...refused, reason });
    throw new AppError("not_signed_in", "The e-mail address or the password is wrong.");
  }
  await forgiveGuess(subjects);
  await recordSignIn(context, { outcome: "succeeded", auth: "password", userId: user.id });
  return { userId: user.id, sessionVersion: user.sessionVersion, auth: "password" };
}
