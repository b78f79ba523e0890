import { equalBytes } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import type { DisclosedReader } from "@/lib/audit/verify/disclosed-reader";
import { isErasedItem } from "@/lib/audit/verify/erased-item";
import { count, type Findings } from "@/lib/audit/verify/findings";
import { GrowingTree, subtreeHeights } from "@/lib/audit/verify/growing-tree";
import type { LineReader, RecordReader } from "@/lib/audit/verify/piece-reader";
import type { ProofFile } from "@/lib/audit/verify/proof-file";

/** The three files that are read side by side, and what is known of their ends. */
export interface EventFiles {
  leaves: RecordReader;
  indexes: RecordReader;
  lines: LineReader;
  disclosed: DisclosedReader | null;
  /** Those that are shorter than the manifest says: what is not in them is missing, and no contradiction. */
  short: ReadonlySet<string>;
}

export interface EventsRead {
  /** The root that leaves and proof lead to; null where they lead to none. */
  root: Uint8Array | null;
  /** Roots at the sizes that were asked for, as far as they can be told. */
  rootsAt: Map<number, Uint8Array>;
  events: number;
  /** Events that are the log's and say that an item was erased. */
  erased: number;
  leaves: number;
  /** Whether every event was compared with its leaf. */
  walked: boolean;
}

/**
 * Reads the range's leaf hashes and events side by side, once and in order: each event must hash to the leaf at its index,
 * and the leaves, between the subtrees on either side, give the tree's root.
 */
export async function verifyEvents(
  digests: Digests,
  files: EventFiles,
  tree: { first: number; end: number; size: number; proof: ProofFile; watch: readonly number[] },
  findings: Findings,
): Promise<EventsRead> {
  const growing = new GrowingTree(digests);
  const rootsAt = new Map<number, Uint8Array>();
  const watch = [...new Set(tree.watch)].sort((a, b) => a - b);
  let watched = 0;
  const grow = (hash: Uint8Array, height?: number) => {
    growing.append(hash, height);
    while ((watch[watched] ?? Number.POSITIVE_INFINITY) <= growing.size) {
      const size = watch[watched++] as number;
      if (size === growing.size) rootsAt.set(size, growing.root());
    }
  };
  const side = (name: "left" | "right", from: number, to: number): boolean => {
    const heights = subtreeHeights(from, to);
    const hashes = tree.proof[name];
    const fits = heights.length === hashes.length;
    if (!fits) {
      findings.wrong(
        `proof.json holds ${count(hashes.length, "hash", "hashes")} in "${name}" where the tree of ${count(tree.size, "entry", "entries")} has ${heights.length}.`,
      );
    }
    for (const [at, height] of fits ? heights.entries() : []) grow(hashes[at] as Uint8Array, height);
    return fits;
  };

  let whole = side("left", 0, tree.first);
  const events = new EventWalk(digests, files, tree, findings);
  await events.advance();
  let erased = 0;
  let at = tree.first;
  for (; at < tree.end; at++) {
    const leaf = files.leaves.take() ?? (await files.leaves.next());
    if (leaf === undefined) break;
    if (at === events.index) {
      if (events.compare(leaf) && isErasedItem(events.line)) erased++;
      const { disclosed } = files;
      if (disclosed !== null && !disclosed.ended) await disclosed.compare(events.line, at);
      if (!events.step()) await events.advance();
    }
    if (whole) grow(leaf);
  }
  if (at < tree.end) {
    whole = false;
    const kind = files.short.has("leaves.bin") ? "missing" : "wrong";
    findings.add(kind, `leaves.bin ends before the hash of the entry at index ${at}.`, at);
  } else if ((await files.leaves.next()) !== undefined || files.leaves.rest > 0) {
    findings.wrong("leaves.bin holds more than the range's hashes.");
  }
  if (whole) whole = side("right", tree.end, tree.size);
  await events.finish();
  return {
    root: whole ? growing.root() : null,
    rootsAt,
    events: events.count,
    erased,
    leaves: at - tree.first,
    walked: events.walked,
  };
}

/** Goes through events.jsonl and indexes.bin, one event at a time. */
class EventWalk {
  /** Where the next event stands; infinite where there is none, or none that could be placed. */
  index = -1;
  count = 0;
  walked = false;
  /** The event's bytes, after the prefix of a leaf. */
  line: Uint8Array = new Uint8Array();
  #record: Uint8Array | undefined;
  #differing = 0;
  readonly #digests: Digests;
  readonly #files: EventFiles;
  readonly #range: { first: number; end: number };
  readonly #findings: Findings;

  constructor(digests: Digests, files: EventFiles, range: { first: number; end: number }, findings: Findings) {
    this.#digests = digests;
    this.#files = files;
    this.#range = range;
    this.#findings = findings;
  }

  /** Whether the event is the one that the log holds at its index. Of those that are not, the first is told. */
  compare(leaf: Uint8Array): boolean {
    if (equalBytes(this.#digests.sha256(this.line), leaf)) return true;
    if (this.#differing++ > 0) return false;
    this.#findings.wrong(
      `The event at index ${this.index} (line ${this.count} of events.jsonl) is not the one that the log holds there: its bytes have another hash.`,
      this.index,
    );
    return false;
  }

  /** Goes on to the next event if it is in memory; else `advance` must. */
  step(): boolean {
    this.#record ??= this.#files.indexes.take();
    const line = this.#record && this.#files.lines.take();
    if (line === undefined) return false;
    this.#place(this.#record, line);
    return true;
  }

  async advance(): Promise<void> {
    const { indexes, lines } = this.#files;
    this.#place(this.#record ?? (await indexes.next()), await lines.next());
  }

  #place(record: Uint8Array | undefined, line: Uint8Array | undefined): void {
    const { lines, short } = this.#files;
    const before = this.index;
    this.#record = undefined;
    this.index = Number.POSITIVE_INFINITY;
    if (line !== undefined) this.count++;
    if (record === undefined) {
      this.walked = line === undefined && lines.rest === 0;
      if (this.walked) return;
      const kind = short.has("indexes.bin") ? "missing" : "wrong";
      this.#findings.add(kind, "indexes.bin ends, but events.jsonl goes on.");
      return;
    }
    const index = readIndex(record);
    if (line === undefined) {
      const kind = short.has("events.jsonl") ? "missing" : "wrong";
      this.#findings.add(
        kind,
        lines.rest === 0
          ? `The event at index ${index} is not there: events.jsonl ends after ${count(this.count, "line")}.`
          : `The event at index ${index} is not whole: line ${this.count + 1} of events.jsonl has no end.`,
        index,
      );
      return;
    }
    if (index <= before) {
      this.#findings.wrong(`indexes.bin is not rising: index ${index} follows ${before}.`, index);
    } else if (index < this.#range.first || index >= this.#range.end) {
      this.#findings.wrong(`indexes.bin holds index ${index}, which is outside the bundle's range.`, index);
    } else {
      this.line = line;
      this.index = index;
    }
  }

  /** Counts what could not be placed, and says how much more differs than the first. */
  async finish(): Promise<void> {
    const { lines, indexes } = this.#files;
    while ((lines.take() ?? (await lines.next())) !== undefined) this.count++;
    while ((indexes.take() ?? (await indexes.next())) !== undefined);
    if (this.#differing > 1) this.#findings.wrong(`${count(this.#differing - 1, "more event")} after it differ too.`);
  }
}

/** A little-endian u64; beyond what is exact it is too large for any log. */
function readIndex(record: Uint8Array): number {
  let index = 0;
  for (let at = 7; at >= 0; at--) index = index * 256 + (record[at] as number);
  return index;
}
