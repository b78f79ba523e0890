import "server-only";
import { randomBytes } from "node:crypto";
import { hashKey } from "@/lib/access/hash-key";
import { newKeySchema } from "@/lib/access/key-schema";
import { command } from "@/lib/command";
import { newId } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";

const prefixLength = 9;

/** Creates an API key. The result holds the key itself, this once: only its SHA-256 is kept. */
export const createKey = command({
  name: "create-key",
  permission: "key.manage",
  input: newKeySchema,
  useCaseId: () => null,
  prepare: async ({ input, now }) => {
    if (input.expiresAt !== undefined && input.expiresAt <= now) {
      const message = "A key must expire in the future.";
      throw new AppError("invalid_input", message, { problems: [{ path: "expiresAt", message }] });
    }
    return `cs_${randomBytes(32).toString("base64url")}`;
  },
  commit: async ({ tx, input, prepared: key, actor, now }) => {
    const id = newId();
    const { name, scopes, requestsPerMinute = null, expiresAt = null } = input;
    const prefix = key.slice(0, prefixLength);
    await tx.apiKey.create({
      data: {
        id,
        name,
        prefix,
        keySha256: hashKey(key),
        scopes,
        requestsPerMinute,
        expiresAt,
        createdById: actor.kind === "user" ? actor.id : null,
        createdAt: now,
      },
    });
    return {
      result: { id, name, prefix, scopes, key },
      events: [
        {
          type: "key.created",
          subject: { type: "key", id },
          newSubject: true,
          detail: { prefix, scopes, requestsPerMinute, expiresAt: expiresAt?.toISOString() ?? null },
        },
      ],
    };
  },
});
