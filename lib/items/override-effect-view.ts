import type { DecidedBy } from "@/lib/platform/generated/prisma/enums";

/** What a person has to know to override an item's decision. */
export interface OverrideChoices {
  reasonCodes: { key: string; label: string }[];
  reasonRequired: boolean;
  /** What a regression's number may be; null for a classification. */
  target: { unit: string; min?: number | undefined; max?: number | undefined } | null;
  /** How long it can be taken back. */
  undoSeconds: number;
  /** How many receivers are told of such a change. */
  webhooks: number;
  /** What the champion said; null where it did not. */
  champion: { outcome: string } | { value: number } | null;
  /** The largest difference between two numbers that agree. */
  tolerance: number;
}

interface Effect {
  /** The decision in force; null where there is none. */
  before: { text: string; by: DecidedBy; who: string | null } | null;
  after: { text: string; answer: { outcome: string } | { value: number } };
  /** The champion's answer in words. */
  championText: string | null;
  /** Somebody is at the item, or would be asked. */
  waiting: boolean;
  choices: Pick<OverrideChoices, "champion" | "tolerance" | "undoSeconds" | "webhooks">;
}

const byText: Record<DecidedBy, string> = { model: "the model", human: "a person", fallback: "the policy's fallback" };

const agree = (one: Effect["after"]["answer"], other: Effect["after"]["answer"], tolerance: number): boolean =>
  "value" in one && "value" in other
    ? Math.abs(one.value - other.value) <= tolerance
    : "outcome" in one && "outcome" in other && one.outcome === other.outcome;

/** What an override does, in sentences, before it is made. */
export function overrideEffect({ before, after, championText, waiting, choices }: Effect): string[] {
  const { champion, tolerance, undoSeconds, webhooks } = choices;
  const when = `In ${undoSeconds} seconds, unless it is taken back,`;
  const receivers = webhooks === 1 ? "1 webhook tells" : `${webhooks} webhooks tell`;
  const told =
    webhooks === 0
      ? "No webhook is set up for this: they find out when they ask."
      : `${receivers} them; others find out when they ask.`;
  return [
    before === null
      ? `Callers know no decision yet. ${when} they will be told that it is ${after.text}.`
      : `Callers were told ${before.text}, decided by ${before.who ?? byText[before.by]}. ${when} they will be told that it is now ${after.text}.`,
    told,
    ...(waiting ? ["Reviews that are still open on it are cancelled then."] : []),
    ...(champion === null
      ? []
      : agree(champion, after.answer, tolerance)
        ? [`The model said ${championText} as well: its statistics count this as agreement.`]
        : [`The model said ${championText}: its statistics count this against it, and a disagreement is opened.`]),
    before === null ? "Your name and reason are kept with it." : "What was decided before stays on record.",
  ];
}
