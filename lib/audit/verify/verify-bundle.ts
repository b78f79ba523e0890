import { type Anchor, broughtAnchors, compareAnchors } from "@/lib/audit/verify/anchors";
import { BundleFiles, type Progress } from "@/lib/audit/verify/bundle-files";
import { bundleReport } from "@/lib/audit/verify/bundle-report";
import { equalBytes, hexOf, textOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import { DisclosedReader } from "@/lib/audit/verify/disclosed-reader";
import { count, Findings } from "@/lib/audit/verify/findings";
import { type Asked, type KeyRing, keyRing, readCheckpoint, type SignedBy } from "@/lib/audit/verify/keys";
import { knownRoots } from "@/lib/audit/verify/known-roots";
import { evidence, type Manifest, parseManifest } from "@/lib/audit/verify/manifest";
import { LineReader, RecordReader } from "@/lib/audit/verify/piece-reader";
import { type ProofFile, parseProofFile } from "@/lib/audit/verify/proof-file";
import { readAnchors } from "@/lib/audit/verify/published-anchors";
import { parseVerifierKey } from "@/lib/audit/verify/signed-note";
import type { Files } from "@/lib/audit/verify/tar";
import { failed, type Verification } from "@/lib/audit/verify/verification";
import { type EventsRead, verifyEvents } from "@/lib/audit/verify/verify-events";

/** The longest line of each file that can be one, in bytes. */
const longestEnvelope = 64 * 1024;
const longestValue = 64 * 1024 * 1024;

/** Verifies an audit bundle (docs/audit-bundle.md) in one pass over its files, in bounded memory. */
export async function verifyBundle(
  digests: Digests,
  { files: sources, damage }: Files,
  asked: Asked,
  progress: Progress,
): Promise<Verification> {
  const findings = new Findings();
  if (damage !== null) findings.add(damage.kind === "cut" ? "missing" : "wrong", damage.message);
  const source = sources.get("manifest.json");
  if (source === undefined) {
    if (evidence.some((name) => sources.has(name))) findings.missing("manifest.json is missing.");
    else findings.wrong("This is no Countersign bundle: there is no manifest.json in it.");
    return failed("bundle", findings);
  }
  const bytes = await source.read(0, source.size);
  const manifest = parseManifest(textOf(bytes));
  if (typeof manifest === "string") {
    findings.add(damage?.kind === "cut" && sources.size === 1 ? "missing" : "wrong", manifest);
    return failed("bundle", findings);
  }
  const files = new BundleFiles(digests, sources, manifest, findings, progress);
  const keys = keyRing(digests, asked, await readKeys(digests, files, findings));
  const signed = await readSigned(digests, files, manifest, asked, keys, findings);
  const log = { origin: manifest.origin, keys };
  const anchors = await broughtAnchors(digests, asked.anchors, log, findings);
  const published = await readAnchors(digests, files, log, findings);
  anchors.push(...published.anchors);
  const proofText = await files.text("proof.json");
  const proof = parseProofFile(proofText);
  if (proof === null && proofText !== null) {
    findings.add(files.short.has("proof.json") ? "missing" : "wrong", "proof.json is no proof of a range.");
  }
  const read = await readEvents(digests, files, { manifest, proof, anchors }, findings);
  await files.checkSums();

  const proven = signed !== null && read !== null && read.root !== null && isRoot(read, signed, findings);
  const agreement = proven
    ? compareAnchors(anchors, await knownRoots(digests, read, signed, proof, keys, findings), findings)
    : { brought: 0, told: 0, beyond: 0 };
  const manifestSum = hexOf(digests.sha256(bytes));
  return bundleReport({
    findings,
    manifest,
    manifestSum,
    signed,
    proven,
    agreement,
    read,
    places: published.places,
    strangers: strangersIn(sources, manifest),
  });
}

const strangersIn = (sources: ReadonlyMap<string, unknown>, manifest: Manifest): string[] =>
  [...sources.keys()].filter((name) => name !== "manifest.json" && !manifest.files.has(name));

async function readKeys(digests: Digests, files: BundleFiles, findings: Findings) {
  const text = await files.text("keys.txt");
  const lines = (text ?? "").split("\n").filter((line) => line !== "");
  if (text !== null && lines.length === 0 && !files.short.has("keys.txt")) findings.wrong("keys.txt holds no key.");
  return lines.flatMap((line, at) => {
    const key = parseVerifierKey(digests, line);
    if (key === null && !files.short.has("keys.txt")) findings.wrong(`Line ${at + 1} of keys.txt is no verifier key.`);
    return key ?? [];
  });
}

async function readSigned(
  digests: Digests,
  files: BundleFiles,
  manifest: Manifest,
  asked: Asked,
  keys: KeyRing,
  findings: Findings,
): Promise<SignedBy | null> {
  const note = await files.text("checkpoint");
  if (note === null || files.short.has("checkpoint")) return null;
  const signed = await readCheckpoint(digests, note, { origin: manifest.origin, asked, keys }, findings);
  const size = signed?.checkpoint.size;
  if (size === undefined) return null;
  if (size < manifest.end) {
    findings.wrong(
      `The checkpoint is older than the events: it is of ${count(size, "entry", "entries")}, and the bundle goes on to index ${manifest.end - 1}.`,
      size,
    );
  } else if (size !== manifest.treeSize) {
    findings.wrong(`The checkpoint is of size ${size}; the manifest says ${manifest.treeSize}.`);
  }
  return signed;
}

/** The pass over leaves, events and disclosed values; null where files that it needs are missing. */
async function readEvents(
  digests: Digests,
  files: BundleFiles,
  bundle: { manifest: Manifest; proof: ProofFile | null; anchors: readonly Anchor[] },
  findings: Findings,
): Promise<(EventsRead & { disclosed: number }) | null> {
  const { manifest, proof, anchors } = bundle;
  const [leaves, indexes, lines, values] = [
    files.open("leaves.bin"),
    files.open("indexes.bin"),
    files.open("events.jsonl"),
    files.open("disclosed.jsonl"),
  ];
  if (proof === null || leaves === null || indexes === null || lines === null) return null;
  const { short } = files;
  const disclosed =
    values === null
      ? null
      : new DisclosedReader(digests, new LineReader(values, longestValue), short.has("disclosed.jsonl"), findings);
  const read = await verifyEvents(
    digests,
    {
      leaves: new RecordReader(leaves, 32),
      indexes: new RecordReader(indexes, 8),
      lines: new LineReader(lines, longestEnvelope),
      disclosed,
      short,
    },
    {
      first: manifest.first,
      end: manifest.end,
      size: manifest.treeSize,
      proof,
      watch: anchors.map(({ size }) => size),
    },
    findings,
  );
  await disclosed?.finish(read.walked);
  const compare = (file: string, found: number, said: number, what: string) => {
    if (found === said || short.has(file)) return;
    findings.wrong(`${file} holds ${count(found, what)}; the manifest says ${said.toLocaleString("en-GB")}.`);
  };
  compare("events.jsonl", read.events, manifest.counts.events, "event");
  if (manifest.counts.leaves !== manifest.end - manifest.first) {
    findings.wrong(`The manifest counts ${count(manifest.counts.leaves, "leaf", "leaves")}, which is not its range.`);
  }
  if (disclosed !== null) compare("disclosed.jsonl", disclosed.count, manifest.counts.disclosed, "disclosed value");
  return { ...read, disclosed: disclosed?.count ?? 0 };
}

/** Whether the leaves lead to the signed root; says so where they do not. */
function isRoot(read: EventsRead, { checkpoint }: SignedBy, findings: Findings): boolean {
  if (read.root !== null && equalBytes(read.root, checkpoint.root)) return true;
  findings.wrong(
    "The hashes in leaves.bin do not lead to the signed root: an entry of the log was changed, added, removed or moved, or the proof is of another tree.",
  );
  return false;
}
