import { mkdtemp, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import type { Actor } from "@/lib/access/actor";
import { askForExport } from "@/lib/audit/export/ask-for-export";
import { findExport } from "@/lib/audit/export/export-query";
import { openExport } from "@/lib/audit/export/open-export";
import { ExportWorker } from "@/lib/audit/export/work-exports";
import { verifyPath } from "@/lib/audit/verify/verify-path";
import { sealAll } from "@/tests/support/audit-seal";

/** Asks for an export and has it made; answers with its id. */
export async function exportFor(actor: Actor, filter: object): Promise<string> {
  const { id } = await askForExport({ actor }, filter);
  await sealAll();
  await makeExports();
  return id;
}

/** Makes what waits, as one worker does. */
export async function makeExports(): Promise<void> {
  const worker = new ExportWorker();
  while (await worker.turn());
}

/** An export as its requester sees it. */
export async function requireExport(actor: Actor, id: string) {
  const view = await findExport(actor, id);
  if (view === null) throw new Error("There is no such export of this actor.");
  return view;
}

/** The secret of a bundle that is ready. */
export async function secretOf(actor: Actor, id: string): Promise<string> {
  const { link, error } = await requireExport(actor, id);
  if (link === null) throw new Error(`The export is not ready: ${error}`);
  return link.secret;
}

/** Downloads a bundle to its end. */
export async function download(actor: Actor, id: string): Promise<Buffer> {
  const { body, bytes } = await openExport({ actor }, id, await secretOf(actor, id));
  const tar = await buffer(body);
  if (tar.length !== bytes) throw new Error(`${tar.length} bytes came, ${bytes} were announced.`);
  return tar;
}

/** The files in an archive, by name and in order: read by the format's definition, with none of the application's code. */
export function filesIn(tar: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; tar[at] !== 0; ) {
    const name = tar.toString("ascii", at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString("ascii", at + 124, at + 135), 8);
    files.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** A file of an archive; throws where it is missing. */
export function fileIn(tar: Buffer, name: string): Buffer {
  const file = filesIn(tar).get(name);
  if (file === undefined) throw new Error(`${name} is not in the archive.`);
  return file;
}

export const linesOf = (file: Buffer): string[] => file.toString().split("\n").slice(0, -1);

/** What an auditor's verifier says about an archive. */
export async function verify(tar: Buffer) {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), "countersign-bundle-")), "bundle.tar");
  await writeFile(file, tar);
  return verifyPath(file, { keys: [], origin: null, anchors: [] });
}
