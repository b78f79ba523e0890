import "server-only";
import { hashPassword } from "@/lib/access/password-hash";
import { resetPasswordSchema } from "@/lib/access/user-schema";
import { wasErased } from "@/lib/access/was-erased";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";

/** Gives another person a new password and ends their sessions. One's own needs the current one: change-own-password. */
export const resetPassword = command({
  name: "reset-password",
  permission: "user.manage",
  input: resetPasswordSchema,
  useCaseId: () => null,
  prepare: async ({ input }) => hashPassword(input.password),
  commit: async ({ tx, input, prepared: passwordHash, actor }) => {
    if (actor.id === input.userId) {
      throw new AppError("conflict", "Change your own password on your account page.");
    }
    const user = await tx.user.findUnique({
      where: { id: input.userId },
      select: { isSimulated: true, erasedAt: true },
    });
    if (user === null) throw new AppError("not_found", "There is no such user.");
    if (user.erasedAt !== null) throw wasErased();
    if (user.isSimulated) throw new AppError("conflict", "A simulated reviewer never signs in.");
    await tx.user.update({
      where: { id: input.userId },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    return {
      result: null,
      events: [{ type: "user.password_set", subject: { type: "user", id: input.userId }, detail: { by: "admin" } }],
    };
  },
});
