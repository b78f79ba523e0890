import type { ByteSource } from "@/lib/audit/verify/byte-source";
import { concat, textOf } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import type { Findings } from "@/lib/audit/verify/findings";
import { evidence, type Manifest } from "@/lib/audit/verify/manifest";
import { SummedReader } from "@/lib/audit/verify/summed-reader";

/** Told how many of how many bytes have been read. */
export type Progress = (done: number, total: number) => void;

/** The files of a bundle, held against its manifest: all there, of the right length, with the right sums. */
export class BundleFiles {
  /** Those that end before the manifest says. */
  readonly short = new Set<string>();
  readonly #manifest: Manifest;
  readonly #findings: Findings;
  readonly #readers = new Map<string, SummedReader>();

  constructor(
    digests: Digests,
    sources: ReadonlyMap<string, ByteSource>,
    manifest: Manifest,
    findings: Findings,
    progress: Progress,
  ) {
    this.#manifest = manifest;
    this.#findings = findings;
    let done = 0;
    const total = [...manifest.files.keys()].reduce((sum, name) => sum + (sources.get(name)?.size ?? 0), 0);
    const onBytes = (bytes: number) => {
      done += bytes;
      progress(done, total);
    };
    for (const name of evidence) if (!manifest.files.has(name)) findings.missing(`The manifest does not list ${name}.`);
    for (const [name, { bytes }] of manifest.files) {
      const source = sources.get(name);
      if (source === undefined) {
        findings.missing(`${name} is missing.`);
        continue;
      }
      this.#readers.set(name, new SummedReader(source, digests, onBytes));
      if (source.size < bytes) {
        this.short.add(name);
        findings.missing(`${name} ends early: ${source.size} of ${bytes} bytes are there.`);
      } else if (source.size > bytes) {
        findings.wrong(`${name} has ${source.size} bytes; the manifest says ${bytes}.`);
      }
    }
  }

  /** A file to read from its beginning; null where it is missing, which has been said. */
  open(name: string): SummedReader | null {
    return this.#readers.get(name) ?? null;
  }

  /** A small file's text, an empty one where its bytes are no text; null where it is missing. */
  async text(name: string): Promise<string | null> {
    const reader = this.open(name);
    const chunks: Uint8Array[] = [];
    for (let chunk = await reader?.next(); chunk; chunk = await reader?.next()) chunks.push(chunk);
    return reader === null ? null : (textOf(concat(...chunks)) ?? "");
  }

  /** Reads what nobody has read, and compares all sums. */
  async checkSums(): Promise<void> {
    for (const [name, { sha256, bytes }] of this.#manifest.files) {
      const sum = await this.#readers.get(name)?.finish();
      if (sum === undefined || sum.bytes !== bytes || sum.sha256 === sha256) continue;
      this.#findings.wrong(
        `${name} is not the file that the manifest lists: its SHA-256 is ${sum.sha256}, not ${sha256}.`,
      );
    }
  }
}
