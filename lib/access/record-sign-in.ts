import "server-only";
import { z } from "zod";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";

const recordSignInSchema = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("succeeded"), auth: z.enum(["password", "oidc"]), userId: z.uuid() }),
  z.strictObject({
    outcome: z.literal("refused"),
    auth: z.enum(["password", "oidc"]),
    /** Null where the address belongs to nobody. */
    userId: z.uuid().nullable(),
    reason: z.enum(["wrong_credentials", "disabled", "too_many_attempts", "address_not_verified"]),
  }),
]);

/** Tells the audit log of a sign-in, or of a refused one. The address that was typed is not kept. */
export const recordSignIn = command({
  name: "record-sign-in",
  permission: "sign-in.record",
  input: recordSignInSchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ input }) => {
    const subject = { type: "sign_in", id: newId() } as const;
    const detail = { auth: input.auth, user: input.userId };
    return {
      result: null,
      events: [
        input.outcome === "succeeded"
          ? { type: "sign_in.succeeded", subject, newSubject: true, detail }
          : { type: "sign_in.refused", subject, newSubject: true, reasonCode: input.reason, detail },
      ],
    };
  },
});
