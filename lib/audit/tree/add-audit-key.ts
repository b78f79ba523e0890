import "server-only";
import { z } from "zod";
import { findOrigin, installationKey } from "@/lib/audit/tree/installation-key";
import { listKey } from "@/lib/audit/tree/list-key";
import { signingKeyOf, verifierKeyOf } from "@/lib/audit/tree/signed-note";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";

/**
 * Lists the key of a seed (base64 of 32 bytes) as one of this log's, beside those that it has; the one that signs now is
 * listed with it. Answers with the new key as a verifier takes it. The seed itself is not kept.
 */
export const addAuditKey = command({
  name: "add-audit-key",
  permission: "audit-key.add",
  input: z.object({ seed: z.base64().length(44) }),
  useCaseId: () => null,
  prepare: async ({ input }) => signingKeyOf(Buffer.from(input.seed, "base64")),
  commit: async ({ tx, prepared: added, now }) => {
    const present = installationKey();
    if (present === null) throw new AppError("unavailable", "AUDIT_SIGNING_KEY is not set to the base64 of 32 bytes.");
    const origin = await findOrigin(tx, present);
    const before = await listKey(tx, origin, present.publicKey, now);
    // The first key in the list gives the log its name.
    const event = await listKey(tx, origin, added.publicKey, new Date(now.getTime() + 1));
    const verifierKey = verifierKeyOf(origin, added.publicKey);
    if (event === null) return { result: verifierKey, unchanged: true };
    return { result: verifierKey, events: before === null ? [event] : [before, event] };
  },
});
