import "server-only";
import { latestCheckpoint, listVerifierKeys } from "@/lib/audit/tree/checkpoint-query";
import { findOrigin, installationKey } from "@/lib/audit/tree/installation-key";
import { readAnchorFile, readKeptNote } from "@/lib/audit/tree/known-notes";
import { isSignedBy, parseCheckpointNote, verifierKeyOf } from "@/lib/audit/tree/signed-note";
import { rootAt, treeSize } from "@/lib/audit/tree/tree-query";
import { clock } from "@/lib/platform/clock";
import { type Database, database } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";

/** Clocks of several machines may differ by this much without any of them having gone back. */
const clockToleranceMs = 5_000;

/** What a note is held against: the log as the database has it, and whose signatures count. */
interface Log {
  origin: string;
  size: number;
  verifierKeys: readonly string[];
}

const events = (count: number) => (count === 1 ? "1 event" : `${count.toLocaleString("en-GB")} events`);

/**
 * Why no checkpoint may be signed now, in sentences; null where nothing speaks against it. The log must continue its last
 * checkpoint, and whatever newer one is remembered outside of the database (in DATA_DIR, in the anchor file): where it does
 * not, as after the restore of an older backup, a new signature would make two histories out of one.
 */
export async function findRefusal(db: Database = database): Promise<string | null> {
  const key = installationKey();
  if (key === null) return "There is no signing key: AUDIT_SIGNING_KEY must be set to the base64 of 32 bytes.";
  const origin = await findOrigin(db, key);
  if (env.audit.origin !== undefined && env.audit.origin !== origin) {
    return `AUDIT_ORIGIN is "${env.audit.origin}", but this log has been called "${origin}" from its first checkpoint on. Set it to that, or leave it out.`;
  }
  const verifierKeys = [verifierKeyOf(origin, key.publicKey), ...(await listVerifierKeys(db))];
  const log = { origin, size: await treeSize(db), verifierKeys };
  return (await findFaultOfLast(db, log)) ?? (await findContradictionOutside(db, log));
}

async function findFaultOfLast(db: Database, log: Log): Promise<string | null> {
  const last = await latestCheckpoint(db);
  if (last === null) return null;
  const note = parseCheckpointNote(last.note);
  if (note === null || note.size !== Number(last.size) || !note.root.equals(last.root)) {
    return `The last checkpoint, of ${events(Number(last.size))}, does not verify: its row was changed after it was signed.`;
  }
  const fault = await findContradiction(db, log, last.note, "The last checkpoint");
  if (fault !== null) return fault;
  const behindMs = last.signedAt.getTime() - clock.now().getTime();
  if (behindMs <= clockToleranceMs) return null;
  return `The clock has gone back: it is ${Math.round(behindMs / 1000)} s before the last checkpoint, of ${last.signedAt.toISOString()}. Set it right; signing goes on by itself then.`;
}

async function findContradictionOutside(db: Database, log: Log): Promise<string | null> {
  const kept = await readKeptNote();
  const fault = kept && (await findContradiction(db, log, kept, `The checkpoint kept in ${env.dataDir}`));
  return fault || findFaultOfAnchorFile(db, log);
}

async function findFaultOfAnchorFile(db: Database, log: Log): Promise<string | null> {
  if (env.audit.anchorFile === undefined) return null;
  const newest = (await readAnchorFile(env.audit.anchorFile)).at(-1);
  return newest === undefined ? null : findContradiction(db, log, newest, "The anchor file's newest checkpoint");
}

/** Why the log is no continuation of this checkpoint, which is called `what`; null where it is. */
async function findContradiction(db: Database, log: Log, text: string, what: string): Promise<string | null> {
  const note = parseCheckpointNote(text);
  if (note === null) return `${what} cannot be read.`;
  if (note.origin !== log.origin) return `${what} is of another log, "${note.origin}"; this one is "${log.origin}".`;
  const named = `${what}, of ${events(note.size)},`;
  if (!isSignedBy(note, log.verifierKeys)) return `${named} does not verify: no key of this log signed it.`;
  if (note.size > log.size) {
    return `${named} is ahead of the log, which has ${events(log.size)}: an older backup may have been restored, or events were removed. Restore the newest data.`;
  }
  const root = await rootAt(note.size, db).catch((error: unknown) => {
    if (error instanceof RangeError) return null;
    throw error;
  });
  if (root?.equals(note.root)) return null;
  return `${named} is not what the log continues: events before it were changed, removed or added, or another history was signed.`;
}

/**
 * Whether the anchor file holds the checkpoint of this size, which it took, and the log continues its newest one; null
 * where neither side has any.
 */
export async function anchorFileAgrees(takenSize: bigint | null): Promise<boolean | null> {
  const key = installationKey();
  if (key === null || env.audit.anchorFile === undefined) return null;
  const notes = await readAnchorFile(env.audit.anchorFile);
  if (takenSize === null && notes.length === 0) return null;
  const holds = takenSize === null || notes.some((note) => parseCheckpointNote(note)?.size === Number(takenSize));
  const origin = await findOrigin(database, key);
  const verifierKeys = [verifierKeyOf(origin, key.publicKey), ...(await listVerifierKeys())];
  return holds && (await findFaultOfAnchorFile(database, { origin, size: await treeSize(), verifierKeys })) === null;
}
