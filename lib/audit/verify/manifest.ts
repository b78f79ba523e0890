import { countIn, type Json, objectOf, parseObject, textIn } from "@/lib/audit/verify/json-shape";

export interface Manifest {
  origin: string;
  software: string;
  requestedBy: string;
  requestedAt: string;
  filter: Json;
  /** Indexes in the log, the end not included. */
  first: number;
  end: number;
  treeSize: number;
  counts: { events: number; leaves: number; disclosed: number };
  files: Map<string, { bytes: number; sha256: string }>;
}

/** The files that verifying needs. The others are for people. */
export const evidence = [
  "checkpoint",
  "keys.txt",
  "proof.json",
  "leaves.bin",
  "indexes.bin",
  "events.jsonl",
  "disclosed.jsonl",
  "anchors.jsonl",
] as const;

const format = "countersign-audit-bundle";

/** The manifest that the text is, or a sentence that says why it is none. */
export function parseManifest(text: string | null): Manifest | string {
  const json = parseObject(text);
  if (json === null) return "manifest.json is no JSON object.";
  if (json.format !== format) return `manifest.json does not describe a bundle: its format is not "${format}".`;
  if (json.version !== 1)
    return `The bundle has format version ${String(json.version)}; this verifier knows version 1.`;
  const range = objectOf(json.range);
  const counts = objectOf(json.counts);
  const requestedBy = objectOf(json.requestedBy);
  const first = countIn(range?.first);
  const end = countIn(range?.end);
  const treeSize = countIn(json.treeSize);
  const [events, leaves, disclosed] = [counts?.events, counts?.leaves, counts?.disclosed].map(countIn);
  const origin = textIn(json.origin);
  const files = readFiles(json.files);
  if (origin === null) return "manifest.json does not say of which log the bundle is (origin).";
  if (first === null || end === null || treeSize === null || first > end || end > treeSize) {
    return "manifest.json does not say which part of the log the bundle is of: range and treeSize do not fit together.";
  }
  if (typeof events !== "number" || typeof leaves !== "number" || typeof disclosed !== "number") {
    return "manifest.json does not say how many events, leaves and disclosed values the bundle holds (counts).";
  }
  if (files === null) return "manifest.json does not list the bundle's files with their sizes and SHA-256 sums.";
  return {
    origin,
    software: textIn(json.software) ?? "",
    requestedBy: textIn(requestedBy?.name) ?? "",
    requestedAt: textIn(json.requestedAt) ?? "",
    filter: objectOf(json.filter) ?? {},
    first,
    end,
    treeSize,
    counts: { events, leaves, disclosed },
    files,
  };
}

function readFiles(value: unknown): Manifest["files"] | null {
  const listed = objectOf(value);
  if (listed === null) return null;
  const files: Manifest["files"] = new Map();
  for (const [name, entry] of Object.entries(listed)) {
    const bytes = countIn(objectOf(entry)?.bytes);
    const sha256 = textIn(objectOf(entry)?.sha256);
    if (bytes === null || sha256 === null || !/^[0-9a-f]{64}$/.test(sha256)) return null;
    files.set(name, { bytes, sha256 });
  }
  return files;
}
