import { type Anchor, isSigned } from "@/lib/audit/verify/anchors";
import type { BundleFiles } from "@/lib/audit/verify/bundle-files";
import { textOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import type { Findings } from "@/lib/audit/verify/findings";
import { parseObject, textIn } from "@/lib/audit/verify/json-shape";
import type { KeyRing } from "@/lib/audit/verify/keys";
import { LineReader } from "@/lib/audit/verify/piece-reader";
import { parseCheckpoint } from "@/lib/audit/verify/signed-note";

/** The longest line that can be one, in bytes. */
const longestAnchor = 64 * 1024;

/** anchors.jsonl: what the bundle says was published, and where. */
export async function readAnchors(
  digests: Digests,
  files: BundleFiles,
  log: { origin: string; keys: KeyRing },
  findings: Findings,
): Promise<{ anchors: Anchor[]; places: string[] }> {
  const anchors: Anchor[] = [];
  const places = new Set<string>();
  const reader = files.open("anchors.jsonl");
  if (reader === null) return { anchors, places: [] };
  const lines = new LineReader(reader, longestAnchor);
  for (let number = 1, line = await lines.next(); line !== undefined; number++, line = await lines.next()) {
    const json = parseObject(textOf(line.subarray(1)));
    const checkpoint = parseCheckpoint(textIn(json?.note) ?? "");
    const place = textIn(json?.anchor);
    if (checkpoint === null || place === null || json?.size !== checkpoint.size) {
      findings.wrong(`Line ${number} of anchors.jsonl is no anchored checkpoint.`);
    } else if (checkpoint.origin !== log.origin) {
      findings.wrong(`Line ${number} of anchors.jsonl is of another log, "${checkpoint.origin}".`);
    } else if (await isSigned(digests, checkpoint, log.keys, `Line ${number} of anchors.jsonl`, findings)) {
      anchors.push({ size: checkpoint.size, root: checkpoint.root, brought: false });
      places.add(place);
    }
  }
  if (lines.rest > 0) {
    findings.add(files.short.has("anchors.jsonl") ? "missing" : "wrong", "The last line of anchors.jsonl has no end.");
  }
  return { anchors, places: [...places] };
}
