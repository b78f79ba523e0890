import "server-only";
import { type AnchorName, configuredAnchors } from "@/lib/audit/tree/anchor";
import { type Checkpoint, latestCheckpoint } from "@/lib/audit/tree/checkpoint-query";
import { appendToAnchorFile } from "@/lib/audit/tree/known-notes";
import { mailCheckpoint } from "@/lib/audit/tree/mail-checkpoint";
import { postCheckpoint } from "@/lib/audit/tree/post-checkpoint";
import { tryLockExclusive } from "@/lib/platform/advisory-lock";
import { clock, newId } from "@/lib/platform/clock";
import { database, type Transaction } from "@/lib/platform/database";
import { env } from "@/lib/platform/env";

const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;

/**
 * Publishes the newest checkpoint to every anchor that is set up and does not have it yet. What failed is tried again after
 * ever longer pauses, at least every hour. Every attempt is written down. One worker at a time for each anchor.
 */
export async function publishCheckpoint(): Promise<void> {
  await Promise.all(
    configuredAnchors().map((anchor) => database.$transaction((tx) => publishTo(tx, anchor), { timeout: 120_000 })),
  );
}

async function publishTo(tx: Transaction, anchor: AnchorName): Promise<void> {
  if (!(await tryLockExclusive(tx, `audit-anchor ${anchor}`))) return;
  const checkpoint = await latestCheckpoint(tx);
  if (checkpoint === null || !(await isDue(tx, anchor, checkpoint))) return;
  const problem = await attempt(anchor, checkpoint);
  await tx.auditAnchoring.create({
    data: {
      id: newId(),
      size: checkpoint.size,
      anchor,
      ok: problem === null,
      detail: problem ?? "",
      at: clock.now(),
    },
  });
}

async function isDue(tx: Transaction, anchor: AnchorName, { size }: Checkpoint): Promise<boolean> {
  const success = await tx.auditAnchoring.findFirst({ where: { anchor, ok: true }, orderBy: { id: "desc" } });
  if (success?.size === size) return false;
  const failed = { anchor, ...(success && { id: { gt: success.id } }) };
  const failures = await tx.auditAnchoring.count({ where: failed });
  const last = failures === 0 ? success : await tx.auditAnchoring.findFirst({ where: failed, orderBy: { id: "desc" } });
  if (last === null) return true;
  const usualPauseMs = anchor === "email" ? env.audit.anchorEmailMs : 0;
  const pauseMs = failures === 0 ? usualPauseMs : Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  const sinceMs = clock.now().getTime() - last.at.getTime();
  // A clock that went back must not keep checkpoints in for as long as it went.
  return sinceMs < 0 || sinceMs >= pauseMs;
}

/** Answers why it failed, in a sentence; null where it did not. */
async function attempt(anchor: AnchorName, checkpoint: Checkpoint): Promise<string | null> {
  const { anchorFile = "", anchorUrl = "", anchorEmail = "" } = env.audit;
  if (anchor === "webhook") return postCheckpoint(anchorUrl, checkpoint);
  if (anchor === "email") return mailCheckpoint(anchorEmail, checkpoint);
  try {
    await appendToAnchorFile(anchorFile, checkpoint.note);
    return null;
  } catch (error) {
    return `${anchorFile} cannot be written: ${(error as Error).message}`;
  }
}
