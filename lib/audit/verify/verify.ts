import type { Progress } from "@/lib/audit/verify/bundle-files";
import type { ByteSource } from "@/lib/audit/verify/byte-source";
import { textOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import { Findings } from "@/lib/audit/verify/findings";
import { parseObject } from "@/lib/audit/verify/json-shape";
import type { Asked } from "@/lib/audit/verify/keys";
import { looksLikeTar, openTar } from "@/lib/audit/verify/tar";
import { failed, type Verification } from "@/lib/audit/verify/verification";
import { verifyBundle } from "@/lib/audit/verify/verify-bundle";
import { receiptFormat, verifyReceipt } from "@/lib/audit/verify/verify-receipt";

const largestReceipt = 256 * 1024 * 1024;
const brace = 0x7b;

/** Verifies a bundle's files, as they lie in a folder. */
export const verifyFiles = (
  digests: Digests,
  files: Map<string, ByteSource>,
  asked: Asked,
  progress: Progress,
): Promise<Verification> => verifyBundle(digests, { files, damage: null }, asked, progress);

/** Verifies one file: a bundle as a tar file, or a receipt. Throws `CannotCheck` for keys or anchors that are none. */
export async function verifyFile(
  digests: Digests,
  file: ByteSource,
  asked: Asked,
  progress: Progress,
): Promise<Verification> {
  const head = await file.read(0, Math.min(512, file.size));
  if (looksLikeTar(head)) return verifyBundle(digests, await openTar(file), asked, progress);
  const mayBeJson = head[0] === brace && file.size <= largestReceipt;
  const receipt = mayBeJson ? parseObject(textOf(await file.read(0, file.size))) : null;
  if (receipt?.format === receiptFormat) return verifyReceipt(digests, receipt, asked);
  const findings = new Findings();
  findings.wrong(`This is neither a bundle nor a receipt of Countersign: ${guess(head, receipt !== null)}`);
  return failed("bundle", findings);
}

/** What the file seems to be, and what to do. */
function guess(head: Uint8Array, isJson: boolean): string {
  if (head.length === 0) return "the file is empty.";
  if (head[0] === 0x50 && head[1] === 0x4b) return "it is a zip file. Unpack it, and give the folder.";
  if (head[0] === 0x1f && head[1] === 0x8b) return "it is compressed. Unpack it first.";
  if (isJson)
    return "it is JSON of another kind. A bundle is a tar file, or a folder with its manifest.json and all other files.";
  return head[0] === brace
    ? "it begins as JSON, but is damaged or cut off."
    : "a bundle is a tar file or a folder, a receipt a JSON file.";
}
