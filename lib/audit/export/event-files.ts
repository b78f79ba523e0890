import "server-only";
import path from "node:path";
import type { BatchEncoder } from "@/lib/audit/export/batch-encoder";
import type { Building } from "@/lib/audit/export/building";
import type { BundleFile } from "@/lib/audit/export/bundle-files";
import { BundleJournal, type JournalHead, type JournalRead } from "@/lib/audit/export/bundle-journal";
import { encodeDecisions } from "@/lib/audit/export/encode-decisions";
import { encodeDisclosed } from "@/lib/audit/export/encode-disclosed";
import { encodeEventsParquet } from "@/lib/audit/export/encode-events-parquet";
import { encodeLines } from "@/lib/audit/export/encode-lines";
import type { ExportedEvent } from "@/lib/audit/export/exported-event";
import { type FileFacts, FileSink } from "@/lib/audit/export/file-sink";
import { readExternalIds } from "@/lib/audit/export/log-query";

/** So much is written anew at most after a break. */
const stepBytes = 8 * 1024 * 1024;

type Encoders = ReturnType<typeof encodersOf>;
type Name = keyof Encoders & BundleFile;

function encodersOf({ connection, request }: Building, notes: JournalRead["notes"]) {
  return {
    "events.jsonl": encodeLines(),
    "decisions.csv": encodeDecisions((itemIds) => readExternalIds(connection, itemIds)),
    "events.parquet": encodeEventsParquet(notes.get("events.parquet")),
    "disclosed.jsonl": encodeDisclosed(connection, request.disclosed, notes.get("disclosed.jsonl")),
  };
}

interface EventFile {
  name: Name;
  encoder: BatchEncoder;
  sink: FileSink;
  /** How many events its encoder was given. */
  taken: number;
}

/** The files of a bundle that are made of its events, side by side, and the journal of how far they are. */
export class EventFiles {
  #unkept = 0;

  private constructor(
    private readonly files: readonly EventFile[],
    private readonly encoders: Encoders,
    private readonly journal: BundleJournal,
  ) {}

  /** Begins them in a folder that has none of them. */
  static async create(building: Building, head: JournalHead): Promise<EventFiles> {
    const encoders = encodersOf(building, new Map());
    const files = await Promise.all(
      namesOf(encoders).map(async (name) => ({
        name,
        encoder: encoders[name],
        sink: await FileSink.create(fileIn(building, name)),
        taken: 0,
      })),
    );
    for (const { encoder, sink } of files) await sink.write(encoder.begin());
    const created = new EventFiles(files, encoders, await BundleJournal.begin(building.folder, head));
    await created.#keep();
    return created;
  }

  /** Goes on with them where the journal says; null where they are not what it says. */
  static async reopen(building: Building, { last, notes, journal }: JournalRead): Promise<EventFiles | null> {
    const encoders = encodersOf(building, notes);
    const files: EventFile[] = [];
    for (const name of namesOf(encoders)) {
      const kept = last.files[name];
      const sink = kept === undefined ? null : await FileSink.reopen(fileIn(building, name), kept);
      if (sink !== null && kept !== undefined) files.push({ name, encoder: encoders[name], sink, taken: kept.events });
    }
    const reopened = new EventFiles(files, encoders, journal);
    if (files.length === namesOf(encoders).length) return reopened;
    await reopened.close();
    return null;
  }

  /** How many of the first events all of them have. */
  get done(): number {
    return Math.min(...this.files.map(({ taken }) => taken));
  }

  /** Writes the events from number `first` of the export on, to each file those that it has not got yet. */
  async take(first: number, events: readonly ExportedEvent[]): Promise<void> {
    for (const file of this.files) {
      const fresh = events.slice(Math.max(0, file.taken - first));
      const bytes = await file.encoder.encode(fresh);
      await file.sink.write(bytes);
      file.taken += fresh.length;
      this.#unkept += bytes.length;
    }
    if (this.#unkept >= stepBytes) await this.#keep();
  }

  async #keep(): Promise<void> {
    await Promise.all(this.files.map(({ sink }) => sink.sync()));
    const noted = this.files.map(({ name, encoder, sink, taken }) => {
      const note = encoder.note?.();
      const events = taken - (encoder.waiting?.() ?? 0);
      return [name, { ...sink.facts(), events, ...(note !== undefined && { note }) }] as const;
    });
    await this.journal.note({ files: Object.fromEntries(noted) });
    this.#unkept = 0;
  }

  /** Writes their ends. Answers with how many values were disclosed, too. */
  async finish(): Promise<{ facts: Partial<Record<BundleFile, FileFacts>>; disclosed: number }> {
    const facts: Partial<Record<BundleFile, FileFacts>> = {};
    for (const { name, encoder, sink } of this.files) {
      await sink.write(encoder.end());
      facts[name] = await sink.finish();
    }
    return { facts, disclosed: this.encoders["disclosed.jsonl"].count() };
  }

  async close(): Promise<void> {
    for (const { sink } of this.files) await sink.abandon();
    await this.journal.close();
  }
}

const namesOf = (encoders: Encoders) => Object.keys(encoders) as Name[];

const fileIn = ({ folder }: Building, name: Name) => path.join(/* turbopackIgnore: true */ folder, name);
