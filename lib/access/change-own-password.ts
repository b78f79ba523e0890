import "server-only";
import { hashPassword, verifyPassword } from "@/lib/access/password-hash";
import { countGuess, forgiveGuess } from "@/lib/access/sign-in-window";
import { changeOwnPasswordSchema } from "@/lib/access/user-schema";
import { command, Outdated } from "@/lib/command";
import { database } from "@/lib/platform/database";
import { AppError } from "@/lib/platform/errors";

/** Changes one's own password and ends all sessions; the caller puts its own under the returned version. */
export const changeOwnPassword = command({
  name: "change-own-password",
  permission: "account.own",
  input: changeOwnPasswordSchema,
  useCaseId: () => null,
  prepare: async ({ input, actor }) => {
    if (actor.kind !== "user") throw new AppError("forbidden", "Only people have a password.");
    // A stolen session must not be a way to guess the password either.
    const guesses = await countGuess([`account:${actor.id}`]);
    if (guesses.blocked) {
      throw new AppError("too_many_requests", "Too many attempts. Wait a quarter of an hour, then try again.", {
        retryAfter: guesses.retryAfter,
      });
    }
    const { passwordHash } = await database.user.findUniqueOrThrow({
      where: { id: actor.id },
      select: { passwordHash: true },
    });
    if (passwordHash === null) throw new AppError("conflict", "You sign in without a password of ours.");
    if (!(await verifyPassword(passwordHash, input.currentPassword))) {
      const message = "This is not your current password.";
      throw new AppError("invalid_input", message, { problems: [{ path: "currentPassword", message }] });
    }
    await forgiveGuess([`account:${actor.id}`]);
    return { userId: actor.id, before: passwordHash, after: await hashPassword(input.password) };
  },
  commit: async ({ tx, prepared: { userId, before, after } }) => {
    const updated = await tx.user.updateManyAndReturn({
      where: { id: userId, passwordHash: before },
      data: { passwordHash: after, sessionVersion: { increment: 1 } },
      select: { sessionVersion: true },
    });
    const user = updated[0];
    if (user === undefined) throw new Outdated();
    return {
      result: { sessionVersion: user.sessionVersion },
      events: [{ type: "user.password_set", subject: { type: "user", id: userId }, detail: { by: "themselves" } }],
    };
  },
});
