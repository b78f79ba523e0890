import { holds, textOf, utf8 } from "@/lib/audit/verify/bytes";
import type { Digests } from "@/lib/audit/verify/digests";
import {
  commitmentFields,
  type DisclosedValue,
  isCommittedTo,
  readDisclosed,
} from "@/lib/audit/verify/disclosed-value";
import type { Findings } from "@/lib/audit/verify/findings";
import { parseObject, textIn } from "@/lib/audit/verify/json-shape";
import type { LineReader } from "@/lib/audit/verify/piece-reader";

const idMember = '"event_id":"';

/** Goes through disclosed.jsonl beside the events, whose order it has: each value must be what its event committed to. */
export class DisclosedReader {
  count = 0;
  readonly #digests: Digests;
  readonly #lines: LineReader;
  readonly #short: boolean;
  readonly #findings: Findings;
  #head: DisclosedValue | null = null;
  /** How the event of `#head` names itself, in bytes. */
  #sought: Uint8Array = new Uint8Array();
  #begun = false;

  /** `short`: the file is shorter than the manifest says. */
  constructor(digests: Digests, lines: LineReader, short: boolean, findings: Findings) {
    this.#digests = digests;
    this.#lines = lines;
    this.#short = short;
    this.#findings = findings;
  }

  /** Whether nothing is left to compare, so that events need not be looked into. */
  get ended(): boolean {
    return this.#begun && this.#head === null;
  }

  async compare(line: Uint8Array, index: number): Promise<void> {
    if (!this.#begun) await this.#advance();
    if (this.#head === null) return;
    // Parsing every event would take longer than everything else; an event that holds the id in its canonical form may be it.
    if (!holds(line, this.#sought, idMember.indexOf("_"))) return;
    const event = parseObject(textOf(line.subarray(1)));
    while (this.#head !== null && this.#head.eventId === event?.event_id) {
      const commitments = commitmentFields.map((field) => textIn(event[field]));
      if (!isCommittedTo(this.#digests, this.#head, commitments)) {
        this.#findings.wrong(
          `The value disclosed as "${this.#head.path}" is not the one that the event at index ${index} committed to.`,
          index,
        );
      }
      await this.#advance();
    }
  }

  /** Says what was left over. `walked`: whether all events have been seen; else that means nothing. */
  async finish(walked: boolean): Promise<void> {
    if (!this.#begun) await this.#advance();
    if (this.#head !== null && walked) {
      this.#findings.wrong(
        `disclosed.jsonl holds a value of the event ${this.#head.eventId}, which is not in events.jsonl, or not in this order.`,
      );
    }
    while ((this.#lines.take() ?? (await this.#lines.next())) !== undefined) this.count++;
    if (this.#lines.rest > 0) {
      this.#findings.add(this.#short ? "missing" : "wrong", `Line ${this.count + 1} of disclosed.jsonl has no end.`);
    }
  }

  async #advance(): Promise<void> {
    this.#begun = true;
    this.#head = null;
    const line = this.#lines.take() ?? (await this.#lines.next());
    if (line === undefined) return;
    this.count++;
    this.#head = readDisclosed(parseObject(textOf(line.subarray(1))));
    if (this.#head !== null) this.#sought = utf8(`${idMember}${this.#head.eventId}"`);
    else this.#findings.wrong(`Line ${this.count} of disclosed.jsonl is no disclosed value.`);
  }
}
