import "server-only";
import { revokeKeySchema } from "@/lib/access/key-schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/platform/errors";

/** Takes a key out of use, from the next request on and for good. */
export const revokeKey = command({
  name: "revoke-key",
  permission: "key.manage",
  input: revokeKeySchema,
  useCaseId: () => null,
  prepare: async () => null,
  commit: async ({ tx, input: { keyId }, now }) => {
    const { count } = await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: now } });
    if (count === 0) {
      if ((await tx.apiKey.count({ where: { id: keyId } })) === 0) {
        throw new AppError("not_found", "There is no such key.");
      }
      return { result: null, unchanged: true };
    }
    return { result: null, events: [{ type: "key.revoked", subject: { type: "key", id: keyId } }] };
  },
});
