import type { Agreement } from "@/lib/audit/verify/anchors";
import { count, type Findings } from "@/lib/audit/verify/findings";
import type { SignedBy } from "@/lib/audit/verify/keys";
import type { Manifest } from "@/lib/audit/verify/manifest";
import { checkpointFacts, conclude, type Verification } from "@/lib/audit/verify/verification";

/** What verifying a bundle found, in words. */
export function bundleReport(found: {
  findings: Findings;
  manifest: Manifest;
  manifestSum: string;
  signed: SignedBy | null;
  proven: boolean;
  agreement: Agreement;
  read: { events: number; erased: number; leaves: number; disclosed: number } | null;
  /** Where anchored checkpoints were published, by the bundle's word. */
  places: readonly string[];
  /** Files that the manifest does not list. */
  strangers: readonly string[];
}): Verification {
  const { findings, manifest, manifestSum, signed, proven, agreement, read, places, strangers } = found;
  const { first, end } = manifest;
  const entries = end - first;
  const range = entries === 0 ? "nothing of the log" : `entries ${grouped(first)} to ${grouped(end - 1)} of the log`;
  const { events, erased, disclosed } = read ?? { events: 0, erased: 0, disclosed: 0 };
  const leftOut = entries - events;
  const eventsText =
    leftOut === 0 ? `all ${grouped(events)}` : `${grouped(events)} of ${grouped(entries)} in the range`;
  return conclude("bundle", findings, {
    signed,
    proven,
    origin: manifest.origin,
    events,
    erased,
    anchors: { brought: agreement.brought, told: agreement.told },
    facts: [
      ["Log", manifest.origin],
      ...checkpointFacts(signed),
      ["Anchors", anchorsText(agreement, places)],
      ["Range", range],
      ["Events", read === null ? "not compared" : eventsText],
      ["Disclosed values", read === null ? "not compared" : grouped(disclosed)],
      ...(erased === 0 ? [] : ([["Erased items", grouped(erased)]] as [string, string][])),
      ["Asked for by", [manifest.requestedBy, manifest.requestedAt].filter((text) => text !== "").join(", ")],
      ["Filter", filterText(manifest.filter)],
      ["Manifest's SHA-256", manifestSum],
      ...(strangers.length === 0 ? [] : ([["Not looked at", strangers.join(", ")]] as [string, string][])),
    ],
    shown: [
      `${count(events, "event")} ${events === 1 ? "stands" : "stand"} in the log byte for byte as in events.jsonl, each at its index.`,
      entries === 0
        ? "The range is empty, and the proof ties that place to the log."
        : `The bundle covers ${range} without a gap${leftOut > 0 ? `; of ${count(leftOut, "entry", "entries")} that the filter left out it holds the hash` : ""}.`,
      ...(disclosed === 0
        ? []
        : [`${count(disclosed, "disclosed value")} ${disclosed === 1 ? "is" : "are"} what the events committed to.`]),
    ],
    notShown: [
      ...(erased === 0 ? [] : [erasedText(erased)]),
      "That decisions.csv and events.parquet tell the same: they are copies for reading. The evidence is events.jsonl.",
      "Who asked for the bundle, when, and with which filter: the manifest is not signed. The log's event of this export holds the manifest's SHA-256.",
    ],
  });
}

function erasedText(erased: number): string {
  const [they, their] = erased === 1 ? ["it was", "Its"] : ["they were", "Their"];
  return `What ${count(erased, "item")} held: ${they} erased, by request or by age. ${their} events still verify.`;
}

const grouped = (number: number): string => number.toLocaleString("en-GB");

function anchorsText({ brought, told, beyond }: Agreement, places: readonly string[]): string {
  const parts = [
    ...(brought > 0 ? [`${grouped(brought)} that you gave ${brought === 1 ? "agrees" : "agree"}`] : []),
    ...(told > 0
      ? [
          `${grouped(told)} that were published by the bundle's word (${places.join(", ")}) ${told === 1 ? "agrees" : "agree"}`,
        ]
      : []),
    ...(beyond > 0
      ? [
          `${grouped(beyond)} cannot be compared, since nothing in the bundle reaches ${beyond === 1 ? "its" : "their"} size`,
        ]
      : []),
  ];
  return parts.length === 0 ? "none" : parts.join("; ");
}

function filterText(filter: Manifest["filter"]): string {
  const parts = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  if (parts.length === 0) return "none: everything";
  return parts
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
