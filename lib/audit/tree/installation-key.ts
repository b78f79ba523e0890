import "server-only";
import { createHash } from "node:crypto";
import { parseVerifierKey, type SigningKey, signingKeyOf } from "@/lib/audit/tree/signed-note";
import type { Database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";

/** The key that this installation signs with (AUDIT_SIGNING_KEY); null where none of 32 bytes is set. */
export function installationKey(): SigningKey | null {
  const seed = Buffer.from(env.audit.signingKey ?? "", "base64");
  return seed.length === 32 ? signingKeyOf(seed) : null;
}

/**
 * What this log is called: as when its first key was listed; before that, AUDIT_ORIGIN, or a name made from the key that is
 * about to be the first.
 */
export async function findOrigin(db: Database, key: SigningKey): Promise<string> {
  const first = await db.auditKey.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  const name = first === null ? undefined : parseVerifierKey(first.verifierKey)?.name;
  const made = createHash("sha256").update(key.publicKey).digest("hex").slice(0, 8);
  return name ?? env.audit.origin ?? `countersign/${made}`;
}
