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

/** Whether a text is 32 bytes as `linkSecret` writes them: the last of 43 characters has bits that decoding leaves out. */
export function isSecret(text: string): boolean {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === 32 && bytes.toString("base64url") === text;
}
