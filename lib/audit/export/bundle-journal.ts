import "server-only";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { FileSink } from "@/lib/audit/export/file-sink";
import { software } from "@/lib/platform/software";

/**
 * The journal of an unfinished bundle: its first line says what the bundle is to be, and each further one how far its files
 * have come. Whoever goes on after a break takes the last line that is whole. It lies beside the bundle's files.
 */

const count = z.number().int().min(0);
const facts = z.object({ bytes: count, sha256: z.string() });

const headSchema = z.object({
  /** Bundles of another version's code may be made otherwise. */
  journal: z.literal(1),
  software: z.literal(software),
  /** What was asked for and may be told, as a hash. */
  scope: z.string(),
  checkpoint: z.object({ size: count, note: z.string() }),
  /** The events that match: how many, and the first and the last one's place in the log. */
  selected: z.object({ count, first: count, last: count, indexes: facts }),
});

const stepSchema = z.object({
  /** Of each file that is made of events. */
  files: z.record(
    z.string(),
    facts.extend({
      /** How many events it holds. */
      events: count,
      /** What its encoder noted since the line before. */
      note: z.string().optional(),
    }),
  ),
});

export type JournalHead = Omit<z.infer<typeof headSchema>, "journal" | "software">;
type JournalStep = z.infer<typeof stepSchema>;

/** How far an unfinished bundle has come. */
export interface JournalRead {
  head: JournalHead;
  last: JournalStep;
  /** All notes of each file's encoder, in order. */
  notes: Map<string, string[]>;
  /** The journal itself, to be gone on with. */
  journal: BundleJournal;
}

const fileIn = (folder: string) => path.join(/* turbopackIgnore: true */ folder, "journal");
const hashOf = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A line holds its own hash, so that one which a crash cut off, or a disk damaged, is seen. */
function lineOf(value: object): string {
  const json = JSON.stringify(value);
  return `${hashOf(json)} ${json}\n`;
}

function readLine(line: string): unknown {
  const at = line.indexOf(" ");
  const json = line.slice(at + 1);
  return line.slice(0, at) === hashOf(json) ? JSON.parse(json) : null;
}

export class BundleJournal {
  private constructor(private readonly sink: FileSink) {}

  static async begin(folder: string, head: JournalHead): Promise<BundleJournal> {
    const sink = await FileSink.create(fileIn(folder));
    await sink.write(Buffer.from(lineOf({ journal: 1, software, ...head } satisfies z.infer<typeof headSchema>)));
    return new BundleJournal(sink);
  }

  /** Null where there is none, where it is another version's, or where it says nothing of use. */
  static async read(folder: string): Promise<JournalRead | null> {
    const text = await readFile(/* turbopackIgnore: true */ fileIn(folder), "utf8").catch(() => "");
    const lines = text.split("\n").slice(0, -1);
    const head = headSchema.safeParse(readLine(lines[0] ?? "")).data;
    if (head === undefined) return null;
    let last: JournalStep | null = null;
    let whole = 1;
    const notes = new Map<string, string[]>();
    for (const line of lines.slice(1)) {
      const step = stepSchema.safeParse(readLine(line)).data;
      if (step === undefined) break;
      for (const [name, { note }] of Object.entries(step.files)) {
        if (note !== undefined) notes.set(name, [...(notes.get(name) ?? []), note]);
      }
      last = step;
      whole += 1;
    }
    if (last === null) return null;
    const kept = Buffer.from(
      lines
        .slice(0, whole)
        .map((line) => `${line}\n`)
        .join(""),
    );
    const sink = await FileSink.reopen(fileIn(folder), { bytes: kept.length, sha256: hashOf(kept) });
    return sink === null ? null : { head, last, notes, journal: new BundleJournal(sink) };
  }

  /** Notes how far the files are. What it says of them has to be on the disk. */
  async note(step: JournalStep): Promise<void> {
    await this.sink.write(Buffer.from(lineOf(step)));
    await this.sink.sync();
  }

  async close(): Promise<void> {
    await this.sink.abandon();
  }
}
