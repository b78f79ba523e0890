import "server-only";
import type { AuditEvent } from "@/lib/audit/audit-event";
import { keyIdOf, verifierKeyOf } from "@/lib/audit/tree/signed-note";
import type { Transaction } from "@/lib/platform/database";

/** Lists a key of the log's checkpoints. Answers with the event that tells so; null where it is listed already. */
export async function listKey(
  tx: Transaction,
  origin: string,
  publicKey: Uint8Array,
  now: Date,
): Promise<AuditEvent | null> {
  const id = keyIdOf(origin, publicKey);
  const verifierKey = verifierKeyOf(origin, publicKey);
  const listed = await tx.$executeRaw`
    INSERT INTO audit_key (id, verifier_key, created_at) VALUES (${id}, ${verifierKey}, ${now}) ON CONFLICT DO NOTHING`;
  if (listed === 0) return null;
  return {
    type: "audit.key_added",
    subject: { type: "audit_key", id },
    newSubject: true,
    detail: { verifier_key: verifierKey },
  };
}
