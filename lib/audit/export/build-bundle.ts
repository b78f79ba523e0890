import "server-only";
import path from "node:path";
import type { Building } from "@/lib/audit/export/building";
import type { BundleFile } from "@/lib/audit/export/bundle-files";
import type { EventFiles } from "@/lib/audit/export/event-files";
import { type FileFacts, FileSink } from "@/lib/audit/export/file-sink";
import { type LogConnection, readAnchored, readAnchoredBefore, readLeaves } from "@/lib/audit/export/log-query";
import { tarBytes } from "@/lib/audit/export/read-tar";
import { readmeText } from "@/lib/audit/export/readme-text";
import { takeUpBundle } from "@/lib/audit/export/take-up-bundle";
import { writeEvents } from "@/lib/audit/export/write-events";
import { listVerifierKeys } from "@/lib/audit/tree/checkpoint-query";
import { consistencyProof, rangeProof } from "@/lib/audit/tree/tree-query";
import { verifyFiles } from "@/lib/audit/verify-files";
import { jsonLine } from "@/lib/platform/json-line";
import { software } from "@/lib/platform/software";

/** A bundle that lies in its folder. */
export interface BuiltBundle {
  /** Of `manifest.json`, which has those of all other files. In hex. */
  sha256: string;
  /** As one tar archive. */
  bytes: number;
  events: number;
}

/** So many earlier checkpoints of anchors are proved to be continued by the bundle's own. */
const earlierCheckpoints = 100;

/**
 * Writes a bundle's files into its folder, in one pass over the events, with bounded memory. Where the folder holds part of
 * the same bundle already, goes on with it. Null where nothing under the checkpoint matches. Throws the signal's reason
 * once it is given.
 */
export async function buildBundle(building: Building): Promise<BuiltBundle | null> {
  const { connection, folder, request } = building;
  const work = await takeUpBundle(building);
  if (work === null) return null;
  const { checkpoint, selected } = work;
  const files: Partial<Record<BundleFile, FileFacts>> = { "indexes.bin": selected.indexes };
  const write = async (name: BundleFile, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    files[name] = await writeFile(path.join(/* turbopackIgnore: true */ folder, name), pieces);
  };
  const writeText = (name: BundleFile, text: string) => write(name, [Buffer.from(text)]);

  const range = { first: selected.first, end: selected.last + 1 };
  const { facts, disclosed } = await finishEvents(building, work.files, selected.count);
  Object.assign(files, facts);

  await writeText("checkpoint", checkpoint.note);
  await writeText("keys.txt", (await listVerifierKeys()).map((key) => `${key}\n`).join(""));
  await writeText("proof.json", JSON.stringify(await proofOf(connection, range, checkpoint.size)));
  await write("leaves.bin", readLeaves(connection, range.first, range.end));
  await write("anchors.jsonl", linesOf(readAnchored(connection, checkpoint.size)));
  const verify = await verifyFiles();
  await writeText("verify.mjs", verify["verify.mjs"]);
  await writeText("verify.html", verify["verify.html"]);

  const manifest = {
    format: "countersign-audit-bundle",
    version: 1,
    origin: checkpoint.note.split("\n", 1)[0],
    software,
    requestedBy: request.requestedBy,
    requestedAt: request.requestedAt.toISOString(),
    filter: request.filter,
    range,
    treeSize: checkpoint.size,
    counts: { events: selected.count, leaves: range.end - range.first, disclosed },
  };
  await writeText("README.txt", readmeText(manifest));
  await writeText("manifest.json", `${JSON.stringify({ ...manifest, files: withoutManifest(files) }, null, 2)}\n`);
  return {
    sha256: files["manifest.json"]?.sha256 ?? "",
    bytes: tarBytes(Object.values(files).map(({ bytes }) => bytes)),
    events: selected.count,
  };
}

async function finishEvents(building: Building, files: EventFiles, total: number) {
  try {
    await writeEvents(building, files, total);
    return await files.finish();
  } finally {
    await files.close();
  }
}

const withoutManifest = ({ "manifest.json": _, ...others }: Partial<Record<BundleFile, FileFacts>>) => others;

async function writeFile(file: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<FileFacts> {
  const sink = await FileSink.create(file);
  try {
    for await (const piece of pieces) await sink.write(piece);
    return await sink.finish();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

async function* linesOf(pages: AsyncIterable<readonly object[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) yield Buffer.from(rows.map(jsonLine).join(""));
}

const inHex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString("hex"));

async function proofOf(connection: LogConnection, { first, end }: { first: number; end: number }, size: number) {
  const { left, right } = await rangeProof(first, end, size);
  const consistency: { from: number; note: string; proof: string[] }[] = [];
  for (const { size: from, note } of await readAnchoredBefore(connection, first, earlierCheckpoints)) {
    consistency.push({ from, note, proof: inHex(await consistencyProof(from, size)) });
  }
  return { left: inHex(left), right: inHex(right), consistency };
}
