import "server-only";
import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Building } from "@/lib/audit/export/building";
import { bundleFiles } from "@/lib/audit/export/bundle-files";
import { BundleJournal, type JournalHead } from "@/lib/audit/export/bundle-journal";
import { EventFiles } from "@/lib/audit/export/event-files";
import { FileSink } from "@/lib/audit/export/file-sink";
import { writeIndexes } from "@/lib/audit/export/write-indexes";
import { checkpointAtLeast } from "@/lib/audit/tree/checkpoint-query";

/** A bundle whose events are known, and its files as far as they are written. */
interface BundleWork extends Pick<JournalHead, "checkpoint" | "selected"> {
  files: EventFiles;
}

/**
 * Goes on with what lies in the bundle's folder, where its journal is sound and it was begun for the same request under the
 * same rights; begins anew where not. Null where no event matches.
 */
export async function takeUpBundle(building: Building): Promise<BundleWork | null> {
  return (await goOn(building)) ?? beginAnew(building);
}

async function goOn(building: Building): Promise<BundleWork | null> {
  const read = await BundleJournal.read(building.folder);
  if (read === null) return null;
  const { checkpoint, selected, scope } = read.head;
  const indexes = await FileSink.reopen(fileIn(building, "indexes.bin"), selected.indexes);
  await indexes?.abandon();
  // A database that was restored meanwhile may have another history.
  const known = (await checkpointAtLeast(checkpoint.size))?.note === checkpoint.note;
  const files =
    scope === scopeOf(building) && known && indexes !== null ? await EventFiles.reopen(building, read) : null;
  if (files === null) {
    await read.journal.close();
    return null;
  }
  // What is written after the events is quickly written again.
  const kept = new Set<string>([...Object.keys(read.last.files), "indexes.bin"]);
  for (const name of bundleFiles) {
    if (!kept.has(name)) await rm(fileIn(building, name), { force: true });
  }
  return { checkpoint, selected, files };
}

async function beginAnew(building: Building): Promise<BundleWork | null> {
  await rm(building.folder, { recursive: true, force: true });
  const { size, note } = await building.findCheckpoint();
  const checkpoint = { size: Number(size), note };
  await mkdir(building.folder, { recursive: true, mode: 0o700 });
  const selected = await writeIndexes(building, checkpoint.size);
  if (selected === null) return null;
  const files = await EventFiles.create(building, { scope: scopeOf(building), checkpoint, selected });
  return { checkpoint, selected, files };
}

/** What the events in the bundle follow from, and what is told of them. */
function scopeOf({ request: { wanted, disclosed } }: Building): string {
  return createHash("sha256")
    .update(JSON.stringify([wanted.sql, wanted.values, disclosed]))
    .digest("hex");
}

const fileIn = ({ folder }: Building, name: string) => path.join(/* turbopackIgnore: true */ folder, name);
