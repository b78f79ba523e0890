import type { Findings, Problem, Verdict } from "@/lib/audit/verify/findings";
import type { SignedBy } from "@/lib/audit/verify/keys";

/** What verifying found, as data and in words. */
export interface Verification {
  verdict: Verdict;
  subject: "bundle" | "receipt";
  /** The verdict in a few words, and what it means in a sentence or two. */
  headline: string;
  meaning: string;
  /** The first index in the log at which something is wrong; null where nothing is, or no index can be told. */
  firstWrongIndex: number | null;
  problems: Problem[];
  /** How many problems there are beside those listed. */
  moreProblems: number;
  origin: string | null;
  treeSize: number | null;
  /** The key that signed the checkpoint; `trusted` where the auditor gave it. */
  key: { verifierKey: string; fingerprint: string; trusted: boolean } | null;
  /** Events that were compared with the log. */
  events: number;
  /** Items that were erased, by the word of those events. */
  erased: number;
  /** Anchored checkpoints that agree: those that the auditor brought, and those that are so by the bundle's word. */
  anchors: { brought: number; told: number };
  /** What was looked at, for people: what it is and its value. */
  facts: [name: string, value: string][];
  /** What this shows, and what it cannot show. */
  shown: string[];
  notShown: string[];
}

const headlines: Record<Verdict, string> = {
  valid_anchored: "Valid and anchored",
  valid_unanchored: "Valid, but not anchored",
  invalid: "Not valid",
  diverged: "Two histories",
  incomplete: "Incomplete",
};

const notAnchored =
  "That the log was not written anew before its checkpoint was signed: whoever holds the key and the database could do that. Only a checkpoint that was kept elsewhere rules it out.";
const toldOnly =
  "That the anchored checkpoints were really published: that is the bundle's word. Give what the anchor itself holds to be sure.";
const keyCameAlong =
  "Whose key it is: the key came along with the file. Compare its fingerprint with one from a source that you trust, or give the one that you know.";
const limits = [
  "That nothing went past the application: what was never recorded leaves no gap.",
  "That what was recorded was true. The log holds what the application wrote at the time.",
];

const meanings: Record<Exclude<Verdict, "valid_anchored">, (subject: string) => string> = {
  valid_unanchored: (subject) =>
    `Everything in the ${subject} is as the log's signed checkpoint says. No checkpoint that was kept elsewhere confirms it.`,
  invalid: (subject) => `The ${subject} is not what the log holds, or not what it says to be.`,
  diverged: () => "Two signed statements about this log cannot both be true: its history was written anew.",
  incomplete: (subject) =>
    `What is there agrees, but parts of the ${subject} are missing, so it proves nothing as a whole.`,
};

/** Puts findings into a verdict with its words. */
export function conclude(
  subject: Verification["subject"],
  findings: Findings,
  found: {
    signed: SignedBy | null;
    /** Whether the events led to the signed root. */
    proven: boolean;
    origin: string | null;
    events: number;
    erased: number;
    anchors: { brought: number; told: number };
    facts: [name: string, value: string][];
    shown: string[];
    notShown: string[];
  },
): Verification {
  const { signed, anchors, origin, events, erased } = found;
  const verdict = findings.verdict(found.proven, anchors.brought + anchors.told > 0);
  const valid = verdict === "valid_anchored" || verdict === "valid_unanchored";
  const anchored =
    anchors.brought > 0
      ? "and with what you brought from outside."
      : "and with checkpoints that, by the bundle's own word, were published.";
  return {
    verdict,
    subject,
    headline: headlines[verdict],
    meaning:
      verdict === "valid_anchored"
        ? `Everything in the ${subject} agrees with the log's signed checkpoint ${anchored}`
        : meanings[verdict](subject),
    firstWrongIndex: findings.firstWrongIndex,
    problems: findings.problems,
    moreProblems: findings.more,
    origin,
    treeSize: signed?.checkpoint.size ?? null,
    key: signed && {
      verifierKey: signed.key.text,
      fingerprint: signed.key.fingerprint,
      trusted: signed.trusted,
    },
    events,
    erased,
    anchors,
    facts: found.facts,
    shown: valid ? found.shown : [],
    notShown: valid
      ? [
          ...(verdict === "valid_unanchored" ? [notAnchored] : anchors.brought === 0 ? [toldOnly] : []),
          ...(signed?.trusted === false ? [keyCameAlong] : []),
          ...found.notShown,
          ...limits,
        ]
      : [],
  };
}

/** For what cannot even be read as what it should be. */
export const failed = (subject: Verification["subject"], findings: Findings): Verification =>
  conclude(subject, findings, {
    signed: null,
    proven: false,
    origin: null,
    events: 0,
    erased: 0,
    anchors: { brought: 0, told: 0 },
    facts: [],
    shown: [],
    notShown: [],
  });

/** What is known of a checkpoint, for people. */
export function checkpointFacts(signed: SignedBy | null): [string, string][] {
  if (signed === null) return [];
  const { checkpoint, key, trusted } = signed;
  return [
    ["Checkpoint", `size ${checkpoint.size.toLocaleString("en-GB")}, signed with the key ${key.id}`],
    ["Key", trusted ? "the one that you gave" : "came along with the file"],
    ["Fingerprint", key.fingerprint],
  ];
}
