import { readFileSync } from "node:fs";

/** A row of the table in docs/audit-events.md. */
interface DocumentedEvent {
  type: string;
  sentence: string;
  subject: string;
  /** Members of the envelope besides those of every event; those of `detail` as `detail.<name>`, `detail.*` for any. */
  fields: string[];
}

/** Every type of event as the documentation has it, in its order. */
export function documentedEvents(): Map<string, DocumentedEvent> {
  const rows = readFileSync("docs/audit-events.md", "utf8")
    .split("\n")
    .flatMap((line) => {
      const cells = /^\| `([a-z_]+\.[a-z_]+)` \| (.*) \| (.*) \| (.*) \|$/.exec(line);
      if (cells === null) return [];
      const [, type = "", sentence = "", subject = "", fields = ""] = cells;
      return [{ type, sentence, subject, fields: [...fields.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name) }];
    });
  if (new Set(rows.map(({ type }) => type)).size !== rows.length) throw new Error("A type is documented twice.");
  return new Map(rows.map((row) => [row.type, row]));
}

/** Members of every envelope. */
const always = [
  "v",
  "event_id",
  "type",
  "occurred_at",
  "actor",
  "use_case",
  "subject",
  "previous",
  "request_id",
  "software",
  "detail",
];

/** What an envelope holds that the documentation does not name for its type. */
export function undocumented(documented: Map<string, DocumentedEvent>, envelope: Record<string, unknown>): string[] {
  const fields = documented.get(String(envelope.type))?.fields ?? [];
  const held = Object.keys((envelope.detail ?? {}) as object).map((name) => `detail.${name}`);
  const unknownDetail = fields.includes("detail.*") ? [] : held.filter((name) => !fields.includes(name));
  return [
    ...Object.keys(envelope).filter((name) => !always.includes(name) && !fields.includes(name)),
    ...unknownDetail,
  ];
}
