import type { RampCondition } from "@/lib/engine/ramp-schema";
import { percentText } from "@/lib/engine/settings-changes";
import { rateText } from "@/lib/statistics/rate-text";

/** What a condition says. Only `pass` advances a ramp; only `fail` of a guard takes it down. */
export type RampAnswer = "pass" | "fail" | "inconclusive" | "no_data" | "stale" | "error";

/** How many of how many, and when the newest of them came. */
interface Tally {
  n: number;
  hits: number;
  latestAt: Date | null;
}

/** What is known about a use case in a stretch of time, as one query gathered it (lib/ramps/ramp-evidence-query.ts). */
export type RampEvidence =
  | {
      ok: true;
      gatheredAt: Date;
      /** The stretch's beginning; it ends when it was gathered. */
      from: Date;
      /** Final verdicts beside the champion's answer: all of them, and those that agree. */
      verdicts: Tally;
      /** Of these, on automated items that people checked, blind. */
      checked: Tally;
      /** Of these, on items left to people, answered without sight of the model's answer. */
      blind: Tally;
      /** The champion's predictions, and those that failed. */
      predictions: Tally;
      /** Reviews that wait, and since when the oldest does. */
      queue: { waiting: number; oldest: Date | null };
    }
  | { ok: false; gatheredAt: Date; problem: string };

type Facts = Extract<RampEvidence, { ok: true }>;

/** A condition's answer, with what it rests on, in words. */
export interface RampFinding {
  answer: RampAnswer;
  /** What was seen: "46 of 50 verdicts agree (92%)". */
  seen: string;
  /** What is asked for: "at least 90% of 50 verdicts". */
  wanted: string;
  /** What is missing, as a sentence; empty where it passes. */
  missing: string;
}

type Judgement = Pick<RampFinding, "answer" | "seen" | "missing">;

/** Evidence that was gathered this long ago is no basis for a step, in milliseconds. */
const oldestEvidenceMs = 120_000;

const minuteMs = 60_000;

function plural(n: number, word: string): string {
  return `${n.toLocaleString("en-GB")} ${word}${n === 1 ? "" : "s"}`;
}

/** `120` minutes are `2 hours`, `2,160` are `1.5 days`. */
export function minutesText(minutes: number): string {
  if (minutes < 90) return plural(Math.round(minutes), "minute");
  const [n, unit] = minutes < 1440 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
  return plural(Number(n.toFixed(1)), unit);
}

const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0;

/** Numbers that cannot be: a query's fault, and no basis for anything. */
function brokenTally({ n, hits }: Tally): boolean {
  return !(isCount(n) && isCount(hits) && hits <= n);
}

const broken: Judgement = {
  answer: "error",
  seen: "Numbers that cannot be.",
  missing: "The evidence could not be counted. Ask an admin to look at the log.",
};

/** The answers that come before any comparison: nothing there, too old, too few. */
function unready(tally: Tally, least: number, word: string, freshMinutes: number, now: Date): Judgement | null {
  if (brokenTally(tally)) return broken;
  const { n, latestAt } = tally;
  if (n === 0 || latestAt === null) {
    return { answer: "no_data", seen: `No ${word} yet`, missing: `${plural(least, word)} needed, none is there.` };
  }
  const age = (now.getTime() - latestAt.getTime()) / minuteMs;
  if (age > freshMinutes) {
    const missing = `The newest ${word} is ${minutesText(age)} old; it may be ${minutesText(freshMinutes)} old.`;
    return { answer: "stale", seen: `${plural(n, word)}, the newest ${minutesText(age)} ago`, missing };
  }
  if (n < least) {
    const missing = `${plural(least - n, `more ${word}`)} needed.`;
    return { answer: "inconclusive", seen: `${n.toLocaleString("en-GB")} of ${plural(least, word)}`, missing };
  }
  return null;
}

function pooled({ checked, blind }: Facts, among: "checked" | "blind" | "both"): Tally {
  if (among !== "both") return among === "checked" ? checked : blind;
  const moments = [checked.latestAt, blind.latestAt].filter((at) => at !== null);
  return {
    n: checked.n + blind.n,
    hits: checked.hits + blind.hits,
    latestAt: moments.length === 0 ? null : new Date(Math.max(...moments.map((at) => at.getTime()))),
  };
}

type Of<Kind extends RampCondition["kind"]> = Extract<RampCondition, { kind: Kind }>;

/** How each kind of condition is worded and judged: the one place where a new kind, such as a statistical gate, joins. */
const kinds: {
  [Kind in RampCondition["kind"]]: {
    wanted: (condition: Of<Kind>) => string;
    judge: (condition: Of<Kind>, facts: Facts, now: Date) => Judgement;
  };
} = {
  verdicts: {
    wanted: ({ atLeast, windowMinutes }) => `at least ${plural(atLeast, "verdict")}${windowText(windowMinutes)}`,
    judge: ({ atLeast, freshMinutes }, { verdicts }, now) =>
      unready(verdicts, atLeast, "verdict", freshMinutes, now) ?? {
        answer: "pass",
        seen: plural(verdicts.n, "verdict"),
        missing: "",
      },
  },
  agreement: {
    wanted: ({ atLeast, minVerdicts, among, windowMinutes }) =>
      `people and model agree on at least ${percentText(atLeast)} of at least ${plural(minVerdicts, "verdict")}${windowText(windowMinutes)}${amongText[among]}`,
    judge: ({ atLeast, minVerdicts, among, freshMinutes }, facts, now) => {
      const tally = pooled(facts, among);
      const early = unready(tally, minVerdicts, "verdict", freshMinutes, now);
      if (early !== null) return early;
      const seen = `${tally.hits.toLocaleString("en-GB")} of ${plural(tally.n, "verdict")} agree (${rateText(tally.hits / tally.n)})`;
      if (tally.hits / tally.n >= atLeast) return { answer: "pass", seen, missing: "" };
      return { answer: "fail", seen, missing: `Agreement is below ${percentText(atLeast)}.` };
    },
  },
  failed_predictions: {
    wanted: ({ atMost, minPredictions, windowMinutes }) =>
      `at most ${percentText(atMost)} of at least ${plural(minPredictions, "prediction")}${windowText(windowMinutes)} failed`,
    judge: ({ atMost, minPredictions, freshMinutes }, { predictions }, now) => {
      const early = unready(predictions, minPredictions, "prediction", freshMinutes, now);
      if (early !== null) return early;
      const { n, hits } = predictions;
      const seen = `${hits.toLocaleString("en-GB")} of ${plural(n, "prediction")} failed (${rateText(hits / n)})`;
      if (hits / n <= atMost) return { answer: "pass", seen, missing: "" };
      return { answer: "fail", seen, missing: `More than ${percentText(atMost)} of the predictions failed.` };
    },
  },
  queue_age: {
    wanted: ({ atMostMinutes }) => `no review waits longer than ${minutesText(atMostMinutes)}`,
    judge: ({ atMostMinutes }, { queue }, now) => {
      if (!isCount(queue.waiting)) return broken;
      if (queue.oldest === null) return { answer: "pass", seen: "No review waits", missing: "" };
      const age = Math.max(0, (now.getTime() - queue.oldest.getTime()) / minuteMs);
      const seen = `${plural(queue.waiting, "review")} ${queue.waiting === 1 ? "waits" : "wait"}, the oldest for ${minutesText(age)}`;
      if (age <= atMostMinutes) return { answer: "pass", seen, missing: "" };
      return { answer: "fail", seen, missing: `A review has waited longer than ${minutesText(atMostMinutes)}.` };
    },
  },
};

/** Since the step began, which goes without saying, or in a window. */
function windowText(minutes: number | null): string {
  return minutes === null ? "" : ` of the last ${minutesText(minutes)}`;
}

const amongText = {
  checked: " on automated items that people checked",
  blind: " on items left to people, answered blind",
  both: ", given without sight of the model's answer",
} as const;

function wantedText<Kind extends RampCondition["kind"]>(kind: Kind, condition: Of<Kind>): string {
  return kinds[kind].wanted(condition);
}

function judgement<Kind extends RampCondition["kind"]>(kind: Kind, condition: Of<Kind>, facts: Facts, now: Date) {
  return kinds[kind].judge(condition, facts, now);
}

/** What a condition asks for, in words without a full stop. */
export function conditionText(condition: RampCondition): string {
  return wantedText(condition.kind, condition);
}

/**
 * What a condition says about the evidence. Pure. Without evidence it is never `pass`: `no_data` where there is none,
 * `inconclusive` where there is too little, `stale` where it is too old, `error` where it could not be gathered.
 */
export function evaluateCondition(condition: RampCondition, evidence: RampEvidence, now: Date): RampFinding {
  const wanted = conditionText(condition);
  if (!evidence.ok) {
    const missing = "The evidence could not be gathered. It is tried again; if this stays, ask an admin.";
    return { answer: "error", seen: evidence.problem, wanted, missing };
  }
  const age = now.getTime() - evidence.gatheredAt.getTime();
  if (!(Math.abs(age) <= oldestEvidenceMs)) {
    const missing = "The evidence was gathered too long ago to say anything about now.";
    return { answer: "stale", seen: `Gathered ${minutesText(Math.abs(age) / minuteMs)} ago`, wanted, missing };
  }
  return { ...judgement(condition.kind, condition, evidence, now), wanted };
}
