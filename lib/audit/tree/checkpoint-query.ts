import "server-only";
import { type Database, database } from "@/lib/platform/database";

/** A signed statement of the tree's root. */
export interface Checkpoint {
  size: bigint;
  /** The C2SP signed note, to the byte. */
  note: string;
  root: Buffer;
  signedAt: Date;
  /** Of the key that signed it, 8 hexadecimal digits. */
  keyId: string;
}

const select = { size: true, note: true, root: true, signedAt: true, keyId: true } as const;

function checkpointOf(row: (Omit<Checkpoint, "root"> & { root: Uint8Array }) | null): Checkpoint | null {
  return row === null ? null : { ...row, root: Buffer.from(row.root) };
}

/** The newest checkpoint; null where none was signed yet. */
export async function latestCheckpoint(db: Database = database): Promise<Checkpoint | null> {
  return checkpointOf(await db.auditCheckpoint.findFirst({ orderBy: { size: "desc" }, select }));
}

/** The first checkpoint that covers the leaves below `size`; null where there is none yet. */
export async function checkpointAtLeast(size: number | bigint, db: Database = database): Promise<Checkpoint | null> {
  return checkpointOf(
    await db.auditCheckpoint.findFirst({ where: { size: { gte: size } }, orderBy: { size: "asc" }, select }),
  );
}

/** The keys that checkpoints were or are signed with, as a verifier takes them: the one in use first, then the newest. */
export async function listVerifierKeys(db: Database = database): Promise<string[]> {
  const rows = await db.$queryRaw<{ verifierKey: string }[]>`
    SELECT verifier_key AS "verifierKey" FROM audit_key k
    ORDER BY k.id = (SELECT key_id FROM audit_checkpoint ORDER BY size DESC LIMIT 1) DESC NULLS LAST, created_at DESC, id`;
  return rows.map(({ verifierKey }) => verifierKey);
}
