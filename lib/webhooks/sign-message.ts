import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new signing secret: 256 random bits, written as Standard Webhooks asks for. */
export function newSecret(): string {
  return `${prefix}${randomBytes(32).toString("base64")}`;
}

/**
 * The headers of one attempt as Standard Webhooks 1.0.0 has them: one signature for each secret, so that a receiver that
 * knows any of them can verify. Ten lines of our own on Node's HMAC: the library for it brings its own SHA-256 and base64.
 */
export function signMessage(
  message: { id: string; body: string },
  secrets: readonly string[],
  at: Date,
): Record<string, string> {
  const seconds = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${message.id}.${seconds}.${message.body}`).digest("base64")}`;
  });
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}
