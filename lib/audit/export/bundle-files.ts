/** The files of an audit bundle, in the order in which they lie in it (docs/audit-bundle.md). */
export const bundleFiles = [
  "manifest.json",
  "checkpoint",
  "keys.txt",
  "proof.json",
  "leaves.bin",
  "indexes.bin",
  "events.jsonl",
  "disclosed.jsonl",
  "decisions.csv",
  "events.parquet",
  "anchors.jsonl",
  "verify.mjs",
  "verify.html",
  "README.txt",
] as const;

export type BundleFile = (typeof bundleFiles)[number];
