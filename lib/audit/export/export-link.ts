import "server-only";
import { createHash, createHmac } from "node:crypto";
import { env } from "@/lib/platform/env";

/** A bundle can be fetched for so long after it is ready. */
export const linkMs = 24 * 60 * 60 * 1000;

/**
 * The secret in an export's link: 32 bytes that follow from the installation's own secret, so that whoever asked for the
 * export can be shown the link for as long as it is good, and the database never holds it.
 */
export function linkSecret(exportId: string): string {
  return createHmac("sha256", env.authSecret).update(`audit export ${exportId}`).digest("base64url");
}

/** What is kept of a secret. */
export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(Buffer.from(secret, "base64url")).digest());
}

const secretShape = /^[A-Za-z0-9_-]{43}$/;

/** Whether a text can be a secret at all. */
export const isSecret = (text: string): boolean => secretShape.test(text);
